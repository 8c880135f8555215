import type { CheckReport } from '#checkers/report.ts';
import { Fault } from '#containers/contract/fault.ts';
import type { Exercise, Lab } from '#labs/lab.ts';
import type { Hint } from '#site/protocol/api.ts';
import type { ExerciseProgress } from '../state/exercise-progress-rows.ts';
import type { ExerciseRun, HintLadder } from './check-runner.ts';

export interface HintQuestion {
  readonly lab: Lab;
  readonly exercise: Exercise;
  /** `undefined`: nobody has looked yet. */
  readonly run: ExerciseRun | undefined;
  readonly progress: ExerciseProgress;
}

export interface ChosenHint {
  readonly hint: Hint;
  readonly progress: ExerciseProgress;
}

/** One rung further for what helps most right now; the last rung stays. Throws when nothing is missing. Pure. */
export function chooseHint({ lab, exercise, run, progress }: HintQuestion): ChosenHint {
  if (run?.ladder !== undefined) return nextRung(exercise, run.ladder, progress);
  const waiting = run?.report.checks.find(({ outcome }) => outcome.kind !== 'passed');
  if (waiting === undefined) throw nothingMissing();
  const text = adviceFor(waiting, lab);
  return { hint: { exercise: exercise.id, check: waiting.id, rung: 1, total: 1, text }, progress };
}

function nextRung(exercise: Exercise, { check, rungs }: HintLadder, progress: ExerciseProgress): ChosenHint {
  const shown = progress.hintRungs[check] ?? 0;
  const rung = Math.min(shown + 1, rungs.length);
  const hint = { exercise: exercise.id, check, rung, total: rungs.length, text: rungs[rung - 1] ?? '' };
  if (rung === shown) return { hint, progress };
  return {
    hint,
    progress: {
      ...progress,
      state: progress.state === 'notTried' ? 'inWork' : progress.state,
      hintsShown: progress.hintsShown + 1,
      hintRungs: { ...progress.hintRungs, [check]: rung },
    },
  };
}

/** No rung to climb: the check waits for something else than a change by the learner in this exercise. */
function adviceFor(check: CheckReport, lab: Lab): string {
  const { outcome } = check;
  if (outcome.kind === 'settling') return `Nothing to do yet: waiting for ${outcome.waitingFor}.`;
  if (outcome.kind === 'unproven') return 'Everything else holds. Press Check to have this one proven.';
  if (outcome.kind === 'broken') {
    return `We could not look at this (incident ${outcome.incident}). It is our fault; try again in a moment.`;
  }
  const by = outcome.kind === 'blocked' ? outcome.by : [];
  const all = lab.exercises.flatMap((exercise) =>
    exercise.checks.map(({ id, claim }) => ({ id, claim, exercise })),
  );
  const first = all.find(({ id }) => by.includes(id));
  return first === undefined
    ? 'This waits for an earlier check.'
    : `First make this true: “${first.claim}” (exercise “${first.exercise.title}”).`;
}

function nothingMissing(): Fault {
  return new Fault({
    code: 'NOT_ALLOWED',
    audience: 'learner',
    message: 'There is nothing to hint at: every check of this exercise holds right now.',
    hint: 'Press Check to have it recorded, then go on with the next exercise.',
  });
}
