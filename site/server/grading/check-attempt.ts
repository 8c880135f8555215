import { untilAborted } from '#containers/runtime/pipeline/until-aborted.ts';
import { pointsOf, type ExerciseResult } from '#labs/grading/grade-exercise.ts';
import type { Exercise } from '#labs/lab.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import { getExercise, type ExerciseActions } from '../checks/exercise-actions.ts';
import type { GradingJob } from '../state/job-rows.ts';
import type { JobOutcome } from './job-queue.ts';

export interface CheckAttemptOptions {
  readonly book: AttemptBook;
  readonly actions: ExerciseActions;
}

/** Exercises of a hosted attempt, judged by what judges them on its lab page, one after the other. */
export async function checkAttempt(
  { book, actions }: CheckAttemptOptions,
  job: GradingJob,
  signal: AbortSignal,
): Promise<JobOutcome> {
  if (job.request.kind !== 'check') throw new Error(`The job ${job.id} is no check.`);
  const attempt = book.getAny(job.request.attempt);
  const exercises: ExerciseResult[] = [];
  for (const id of job.request.exercises) {
    const exercise = getExercise(attempt, id);
    // The checks are the attempt's own and go on; only this job does not wait for them any longer.
    const report = await untilAborted(actions.prove({ attempt, exercise }), signal);
    exercises.push(resultOf(exercise, report));
  }
  const points = pointsOf(exercises.flatMap(({ report }) => report.checks));
  return { result: { kind: 'checked', ...points, exercises } };
}

function resultOf({ title, bonus }: Exercise, report: ExerciseResult['report']): ExerciseResult {
  const incidents = report.checks.flatMap(({ id, outcome }) =>
    outcome.kind === 'broken'
      ? [
          {
            check: id,
            why: `It could not look; the server's log says why under incident ${outcome.incident}.`,
          },
        ]
      : [],
  );
  return { title, bonus, report, incidents };
}
