import { z } from 'zod';
import type { Selectable } from 'kysely';
import type { ExerciseState } from '#site/protocol/api.ts';
import type { Database } from './open-database.ts';
import type { ExerciseProgressTable } from './schema.ts';

export interface ExerciseProgress {
  readonly exercise: string;
  readonly firstPassedAt: Date | undefined;
  readonly state: ExerciseState;
  readonly points: number;
  readonly hintsShown: number;
  readonly hintRungs: Readonly<Record<string, number>>;
  readonly solutionShown: boolean;
}

/** Progress with the attempt it was made in. */
export interface LearnerProgress extends ExerciseProgress {
  readonly lab: string;
  /** Its attempt has not ended. */
  readonly running: boolean;
}

const rungsShape = z.record(z.string(), z.number().int());

/** What is known of an exercise that nobody has touched. */
export function untouched(exercise: string): ExerciseProgress {
  return {
    exercise,
    firstPassedAt: undefined,
    state: 'notTried',
    points: 0,
    hintsShown: 0,
    hintRungs: {},
    solutionShown: false,
  };
}

export async function listProgressOfAttempt(
  db: Database,
  attempt: string,
): Promise<readonly ExerciseProgress[]> {
  const rows = await db.selectFrom('exercise_progress').selectAll().where('attempt', '=', attempt).execute();
  return rows.map(toProgress);
}

/** Every exercise of every attempt of a learner, oldest attempt first; the caller picks the best. */
export async function listProgressOfLearner(
  db: Database,
  learner: string,
): Promise<readonly LearnerProgress[]> {
  const rows = await db
    .selectFrom('exercise_progress')
    .innerJoin('attempts', 'attempts.id', 'exercise_progress.attempt')
    .selectAll('exercise_progress')
    .select(['attempts.lab', 'attempts.ended_at'])
    .where('attempts.learner', '=', learner)
    .orderBy('attempts.created_at')
    .execute();
  return rows.map((row) => ({ ...toProgress(row), lab: row.lab, running: row.ended_at === null }));
}

/** Writes the whole row. Once it is recorded, a first pass is never taken back. */
export async function saveProgress(db: Database, attempt: string, progress: ExerciseProgress): Promise<void> {
  const row = {
    first_passed_at: progress.firstPassedAt ?? null,
    last_state: progress.state,
    points: progress.points,
    hints_shown: progress.hintsShown,
    hint_rungs: JSON.stringify(progress.hintRungs),
    solution_shown: progress.solutionShown,
  };
  await db
    .insertInto('exercise_progress')
    .values({ attempt, exercise: progress.exercise, ...row })
    .onConflict((conflict) =>
      conflict.columns(['attempt', 'exercise']).doUpdateSet((eb) => ({
        ...row,
        first_passed_at: eb.fn.coalesce('exercise_progress.first_passed_at', 'excluded.first_passed_at'),
      })),
    )
    .execute();
}

function toProgress(row: Selectable<ExerciseProgressTable>): ExerciseProgress {
  return {
    exercise: row.exercise,
    firstPassedAt: row.first_passed_at ?? undefined,
    state: row.last_state,
    points: row.points,
    hintsShown: row.hints_shown,
    hintRungs: rungsShape.parse(row.hint_rungs),
    solutionShown: row.solution_shown,
  };
}
