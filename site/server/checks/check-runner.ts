import type { ExerciseReport } from '#checkers/report.ts';
import type { Environment } from '#containers/contract/environment.ts';
import type { Transcript } from '#labs/grading/evidence/observe.ts';
import type { Exercise, Lab } from '#labs/lab.ts';

/** Whose world is looked at. */
export interface CheckTarget {
  readonly attempt: string;
  readonly lab: Lab;
  readonly values: Readonly<Record<string, string>>;
  readonly environment: Environment;
}

/** What helps most right now: the rungs of one check, from what was really seen. */
export interface HintLadder {
  readonly check: string;
  readonly rungs: readonly string[];
}

export interface ExerciseRun {
  readonly report: ExerciseReport;
  readonly ladder?: HintLadder | undefined;
  /** Of a full run: what it was shown and what it wrote, as hashes. */
  readonly transcript?: Transcript | undefined;
}

export interface FullRunRequest {
  readonly exercise: Exercise;
  readonly signal: AbortSignal;
  /** Called after the first round and after every change; the last report is also the answer. */
  readonly onReport: (report: ExerciseReport) => void;
  /** What still settles after this time stays so. */
  readonly budgetMs: number;
}

/** How the server reaches the checkers. The real one looks at clusters; work on the site uses a scripted one. */
export interface CheckRunner {
  /** A live round over every exercise. A learner's wrong answer is an outcome, never a rejection. */
  runLive(target: CheckTarget, signal: AbortSignal): Promise<readonly ExerciseRun[]>;
  /** A full run of one exercise, challenges included. */
  runFull(target: CheckTarget, request: FullRunRequest): Promise<ExerciseRun>;
  /** Says that the learner's world may have changed, until the signal is aborted; resolves then. */
  watch(target: CheckTarget, onChange: () => void, signal: AbortSignal): Promise<void>;
  /** How often to look again however quiet it is, in milliseconds; `undefined`: watching is enough. */
  pollMs(lab: Lab): number | undefined;
  /** The attempt is over: what is remembered of it may go. */
  forget(attempt: string): void;
}
