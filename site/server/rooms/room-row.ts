import type { ExerciseReport } from '#checkers/report.ts';
import type { ExerciseState } from '#site/protocol/api.ts';
import type { RoomLearner } from '#site/protocol/room.ts';
import type { Attempt, Phase } from '../attempts/attempt.ts';
import type { CohortProgress } from '../state/cohort-progress-rows.ts';
import type { HoldUp } from './hold-ups.ts';

export interface RoomRowFacts {
  readonly id: string;
  readonly name: string;
  /** What earlier attempts reached, by `lab/exercise`. */
  readonly earlier: Readonly<Record<string, ExerciseState>>;
  /** The attempt that is being worked at. */
  readonly attempt: Attempt | undefined;
  readonly online: boolean;
  readonly holdUp: (attempt: Attempt, exercise: string) => HoldUp | undefined;
}

/** What an instructor sees of one learner. */
export function roomRow({ id, name, earlier, attempt, online, holdUp }: RoomRowFacts): RoomLearner {
  const base = { id, name, online };
  if (attempt === undefined || attempt.phase.state === 'ended')
    return { ...base, environment: 'none', work: null, heldUpBy: null, states: { ...earlier } };
  const exercise = currentExercise(attempt);
  const held = exercise === undefined ? undefined : holdUp(attempt, exercise);
  return {
    ...base,
    environment: stateOf(attempt.phase),
    work:
      exercise === undefined
        ? null
        : { lab: attempt.lab.id, exercise, since: beganCurrent(attempt).toISOString() },
    heldUpBy:
      held === undefined ? null : { check: held.check, claim: held.claim, since: held.since.toISOString() },
    states: { ...earlier, ...statesOf(attempt, earlier) },
  };
}

function stateOf(phase: Exclude<Phase, { readonly state: 'ended' }>): RoomLearner['environment'] {
  return phase.state === 'parked' && phase.parked.full !== undefined ? 'full' : phase.state;
}

/** Done once is done for good, unless the newest attempt says that it no longer holds. */
export function bestStates(rows: readonly CohortProgress[]): Readonly<Record<string, ExerciseState>> {
  const states: Record<string, ExerciseState> = {};
  for (const { lab, exercise, state, everDone } of rows) {
    const key = `${lab}/${exercise}`;
    states[key] = better(states[key], everDone && state !== 'wasDone' ? 'done' : state);
  }
  return states;
}

export function reportFor(reports: readonly ExerciseReport[], exercise: string): ExerciseReport | undefined {
  return reports.find((report) => report.exercise === exercise);
}

function better(before: ExerciseState | undefined, now: ExerciseState): ExerciseState {
  return before === 'done' && now !== 'wasDone' ? 'done' : now;
}

/** The first that is not done yet; bonus exercises come last. */
function currentExercise(attempt: Attempt): string | undefined {
  const open = attempt.lab.exercises.filter(({ id }) => attempt.progressOf(id).state !== 'done');
  return (open.find(({ bonus }) => !bonus) ?? open[0])?.id;
}

function statesOf(
  attempt: Attempt,
  earlier: Readonly<Record<string, ExerciseState>>,
): Readonly<Record<string, ExerciseState>> {
  const entries = attempt.lab.exercises.flatMap(({ id }) => {
    const { state } = attempt.progressOf(id);
    const key = `${attempt.lab.id}/${id}`;
    return state === 'notTried' ? [] : [[key, better(earlier[key], state)] as const];
  });
  return Object.fromEntries(entries);
}

/** When the last exercise was done, or the lab begun. */
function beganCurrent(attempt: Attempt): Date {
  const passed = attempt.lab.exercises.flatMap(
    ({ id }) => attempt.progressOf(id).firstPassedAt?.getTime() ?? [],
  );
  return new Date(Math.max(attempt.row.createdAt.getTime(), ...passed));
}
