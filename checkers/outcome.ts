/** Three rungs, computed from what was really seen: where to look, which field, the command. Inline Markdown. */
export type Hints = readonly [where: string, which: string, command: string];

/** What a learner is told about a claim that doesn't hold. Never holds a secret's value. */
export interface Difference {
  readonly saw: string;
  readonly wanted: string;
  readonly next: string;
  readonly hints: Hints;
}

/**
 * What a pure `judge` says about one observed fact. A wrong answer is a value, never an exception.
 * `branch` names the way taken through `judge`: kebab-case, unique in the check, reached by a file in `facts/`.
 */
export type Verdict =
  | { readonly kind: 'holds' }
  | {
      readonly kind: 'settling';
      readonly branch: string;
      readonly waitingFor: string;
      readonly untilMs: number;
      /** What the time is counted for, such as an object's generation: another one starts the clock anew. */
      readonly episode?: string;
      /** What the learner is told once `untilMs` have gone by. */
      readonly overdue: Difference;
    }
  | ({ readonly kind: 'differs'; readonly branch: string } & Difference);

/** What a run says about one check. `broken` is our fault and never counts against the learner. */
export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'settling'; readonly waitingFor: string; /** ISO time */ readonly until: string }
  | { readonly kind: 'failed'; readonly saw: string; readonly wanted: string; readonly next: string }
  | {
      readonly kind: 'blocked';
      /** Ids of the checks that have to hold first. */ readonly by: readonly string[];
    }
  | { readonly kind: 'broken'; /** Reference an operator finds in the log. */ readonly incident: string }
  /** A challenge in a live round: it is only run when the learner asks for it. */
  | { readonly kind: 'unproven' };

export const holds: Verdict = { kind: 'holds' };

export function differs(branch: string, found: Difference): Verdict {
  return { kind: 'differs', branch, ...found };
}

/** Not there yet, and on its way: it may take until `untilMs` milliseconds after the first look of this episode. */
export function settling(
  branch: string,
  wait: { waitingFor: string; untilMs: number; episode?: string; overdue: Difference },
): Verdict {
  return { kind: 'settling', branch, ...wait };
}
