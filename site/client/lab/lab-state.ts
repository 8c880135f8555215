import type { AttemptView, ExerciseReportMessage, Hint, LabView, RuntimeStatus } from '#site/protocol/api.ts';
import type { HelpView } from '#site/protocol/help.ts';
import type { Link } from '../http/events.ts';
import type { ApiProblem } from '../http/problem.ts';

/** Everything a lab page knows. One store per page; the elements on it only read. */
export interface LabState {
  readonly labId: string;
  /** Absent until the server has answered once. */
  readonly lab: LabView | undefined;
  readonly attempt: AttemptView | undefined;
  /** When `attempt` came in, to count its estimates down. */
  readonly attemptAt: number;
  readonly runtime: RuntimeStatus | undefined;
  readonly runtimeAt: number;
  readonly reports: Readonly<Record<string, ExerciseReportMessage>>;
  readonly hints: Readonly<Record<string, readonly Hint[]>>;
  readonly solutions: Readonly<Record<string, string>>;
  /** Absent until an attempt runs and the server has said. */
  readonly help: HelpView | undefined;
  readonly link: Link;
  /** Which exercise the checks panel shows. */
  readonly current: string;
  /** Actions under way: `start`, `extend`, `check:<exercise>`, … */
  readonly busy: ReadonlySet<string>;
  /** What went wrong last, by action; gone when the action is tried again. */
  readonly problems: Readonly<Record<string, ApiProblem>>;
  /** The environment was there and is not any more. */
  readonly ended: 'byLearner' | 'byServer' | undefined;
}

export function initialState(labId: string): LabState {
  return {
    labId,
    lab: undefined,
    attempt: undefined,
    attemptAt: 0,
    runtime: undefined,
    runtimeAt: 0,
    reports: {},
    hints: {},
    solutions: {},
    help: undefined,
    link: 'connecting',
    current: '',
    busy: new Set(),
    problems: {},
    ended: undefined,
  };
}

/** The environment can be worked in. */
export function isReady(state: LabState): boolean {
  return state.attempt?.environment.state === 'ready';
}

export type ExerciseProgress = AttemptView['exercises'][number];

export function progressOf(state: LabState, exercise: string): ExerciseProgress | undefined {
  return state.attempt?.exercises.find(({ id }) => id === exercise);
}

/** Points earned and to be had. */
export function score(state: LabState): { earned: number; of: number } {
  const of = (state.lab?.exercises ?? [])
    .flatMap(({ checks }) => checks)
    .reduce((sum, { points }) => sum + points, 0);
  const earned = (state.attempt?.exercises ?? []).reduce((sum, { points }) => sum + points, 0);
  return { earned, of };
}
