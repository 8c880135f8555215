interface Base {
  readonly at: Date;
  /** Whose work it is about. */
  readonly learner: string;
  /** `undefined`: practice of one's own. */
  readonly cohort: string | undefined;
}

interface InLab extends Base {
  readonly lab: string;
}

export interface CheckResult {
  readonly id: string;
  readonly passed: boolean;
}

/** What learners and staff did at a lab that other systems may want to hear of. */
export type LabHappening = InLab &
  (
    | { readonly kind: 'begun'; readonly attempt: string }
    /** A learner pressed Check, and no fault of ours spoilt it. */
    | {
        readonly kind: 'checked';
        readonly attempt: string;
        readonly exercise: string;
        readonly passed: boolean;
        readonly checks: readonly CheckResult[];
      }
    /** For the first time in this attempt; `labDone`: with it the whole lab, but for bonus exercises. */
    | {
        readonly kind: 'passed';
        readonly attempt: string;
        readonly exercise: string;
        readonly labDone: boolean;
      }
    /** A check earned points, so that a mark may be another one. */
    | { readonly kind: 'earned'; readonly attempt: string; readonly exercise: string }
    | {
        readonly kind: 'overridden';
        readonly exercise: string;
        /** `null`: the computed mark counts again. */
        readonly points: number | null;
        readonly reason: string;
        readonly by: string;
      }
    | { readonly kind: 'handRaised'; readonly attempt: string; readonly text: string }
  );

/** An answer to a question of a quiz. */
export interface Answered extends Base {
  readonly kind: 'answered';
  readonly quiz: string;
  readonly question: string;
  readonly given: readonly string[];
  readonly correct: boolean;
}

export type Happening = Answered | LabHappening;
