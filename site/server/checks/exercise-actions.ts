import type { ExerciseReport } from '#checkers/report.ts';
import { Fault } from '#containers/contract/fault.ts';
import { jumpScript, readSolution, scriptEnvironment } from '#labs/exercise-scripts.ts';
import type { Exercise } from '#labs/lab.ts';
import type { Hint } from '#site/protocol/api.ts';
import type { EnvironmentKeeper } from '../attempts/environment-keeper.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import { saveProgress, type ExerciseProgress } from '../state/exercise-progress-rows.ts';
import type { Database } from '../state/open-database.ts';
import { fullRunDeadlineMs } from './attempt-checks.ts';
import type { CheckDesk } from './check-desk.ts';
import type { ExerciseRun } from './check-runner.ts';
import { chooseHint } from './choose-hint.ts';

export interface ExerciseActionsOptions {
  readonly desk: CheckDesk;
  readonly keeper: EnvironmentKeeper;
  readonly db: Database;
}

/** One exercise of one running attempt. */
export interface ExerciseOfAttempt {
  readonly attempt: Attempt;
  readonly exercise: Exercise;
}

const extendDeadlineMs = 20_000;
const liveRunDeadlineMs = 60_000;
const resetDeadlineMs = 300_000;
const hintsBeforeSolution = 2;

/** What a learner can ask of an exercise. */
export class ExerciseActions {
  readonly #options: ExerciseActionsOptions;
  readonly #resets = new KeyedQueue();

  constructor(options: ExerciseActionsOptions) {
    this.#options = options;
  }

  /** A full run, challenges included; the environment can't end while it runs. Fault LEASE_ENDED when its time is up. */
  check({ attempt, exercise }: ExerciseOfAttempt): Promise<ExerciseReport> {
    return this.#options.desk.checksOf(attempt).runFull(exercise, () => this.#extend(attempt));
  }

  /** The same, for whoever wants only the last word: answers at the end of the run. An abort stops it, if nobody else wants it. */
  prove({ attempt, exercise }: ExerciseOfAttempt, signal: AbortSignal): Promise<ExerciseRun> {
    const prepare = () => this.#extend(attempt);
    return this.#options.desk.checksOf(attempt).runToEnd(exercise, { prepare, signal });
  }

  /** The next rung for the first check that does not hold, from what is there now. Throws when nothing is missing. */
  async hint({ attempt, exercise }: ExerciseOfAttempt): Promise<Hint> {
    const { db } = this.#options;
    const run = await this.#look({ attempt, exercise });
    const before = attempt.progressOf(exercise.id);
    const { hint, progress } = chooseHint({ lab: attempt.lab, exercise, run, progress: before });
    await saveProgress(db, attempt.id, progress);
    attempt.setProgress(progress);
    return hint;
  }

  /** Throws Fault NOT_ALLOWED before two hints or a pass. */
  async solution({ attempt, exercise }: ExerciseOfAttempt): Promise<string> {
    const progress = attempt.progressOf(exercise.id);
    if (!mayReadSolution(progress)) throw tooEarly(progress);
    const script = await readSolution(exercise, attempt.row.values);
    await this.#noteShown({ attempt, exercise });
    return script;
  }

  /**
   * Brings the environment to the start of this exercise: what comes before is solved, the rest taken back.
   * One after the other: two at once would undo each other. Throws Fault COMMAND_FAILED with the end of the output.
   */
  reset(asked: ExerciseOfAttempt): Promise<void> {
    return this.#resets.run(asked.attempt.id, () => this.#reset(asked));
  }

  async #reset({ attempt, exercise }: ExerciseOfAttempt): Promise<void> {
    const environment = attempt.getEnvironment();
    const signal = AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(resetDeadlineMs)]);
    const stdin = await jumpScript(attempt.lab, exercise);
    const env = scriptEnvironment(attempt.row.values);
    const request = { command: ['bash', '-s'], stdin, env, timeoutMs: resetDeadlineMs };
    const { exitCode, stderr } = await environment.exec(request, signal);
    if (exitCode !== 0) throw resetFailed(stderr);
    for (const solved of exercisesBefore({ attempt, exercise })) {
      // The script solved it, not the learner.
      if (attempt.progressOf(solved.id).firstPassedAt === undefined)
        await this.#noteShown({ attempt, exercise: solved });
    }
    this.#options.desk.onEnter(attempt.id);
  }

  async #extend(attempt: Attempt): Promise<void> {
    const signal = AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(extendDeadlineMs)]);
    await this.#options.keeper.extend(attempt, fullRunDeadlineMs, signal);
  }

  async #noteShown({ attempt, exercise }: ExerciseOfAttempt): Promise<void> {
    const progress = attempt.progressOf(exercise.id);
    if (progress.solutionShown) return;
    const shown = { ...progress, solutionShown: true };
    await saveProgress(this.#options.db, attempt.id, shown);
    attempt.setProgress(shown);
  }

  /** A fresh look; while a full run is under way its latest report has to do. */
  async #look({ attempt, exercise }: ExerciseOfAttempt): Promise<ExerciseRun | undefined> {
    const checks = this.#options.desk.checksOf(attempt);
    if (checks.proving) return checks.lastRun(exercise.id);
    await checks.runLive(AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(liveRunDeadlineMs)]));
    return checks.lastRun(exercise.id);
  }
}

/** Finds an exercise of the attempt's lab; throws Fault NOT_FOUND naming those there are. */
export function getExercise(attempt: Attempt, id: string): Exercise {
  const exercise = attempt.lab.exercises.find((candidate) => candidate.id === id);
  if (exercise !== undefined) return exercise;
  throw new Fault({
    code: 'NOT_FOUND',
    audience: 'learner',
    message: `The lab ${attempt.lab.id} has no exercise \`${id.slice(0, 60)}\`.`,
    hint: `It has: ${attempt.lab.exercises.map((candidate) => candidate.id).join(', ')}.`,
  });
}

function mayReadSolution(progress: ExerciseProgress): boolean {
  return (
    progress.hintsShown >= hintsBeforeSolution ||
    progress.firstPassedAt !== undefined ||
    progress.solutionShown
  );
}

function exercisesBefore({ attempt: { lab }, exercise }: ExerciseOfAttempt): readonly Exercise[] {
  return lab.exercises.slice(0, lab.exercises.indexOf(exercise)).filter(({ bonus }) => !bonus);
}

function tooEarly(progress: ExerciseProgress): Fault {
  const missing = hintsBeforeSolution - progress.hintsShown;
  return new Fault({
    code: 'NOT_ALLOWED',
    audience: 'learner',
    message: 'The solution opens after two hints, or once the exercise is done.',
    hint: `Take ${missing === 1 ? 'one more hint' : `${missing} hints`} first; each is drawn from what your cluster shows right now.`,
  });
}

function resetFailed(stderr: string): Fault {
  const end = stderr.trim().split('\n').slice(-3).join(' ').slice(-300);
  return new Fault({
    code: 'COMMAND_FAILED',
    audience: 'learner',
    message: `The exercise could not be brought back to its start: ${end === '' ? 'the reset said nothing' : end}.`,
    hint: 'Try again in a moment. If it stays, end this attempt and start the lab again.',
  });
}
