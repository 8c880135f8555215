import type { Database } from './open-database.ts';

/** What one attempt of a cohort made of one exercise. */
export interface CohortWork {
  readonly learner: string;
  readonly attempt: string;
  readonly lab: string;
  readonly begunAt: Date;
  readonly exercise: string;
  readonly firstPassedAt: Date | undefined;
  readonly hintsShown: number;
  readonly solutionShown: boolean;
}

/** Oldest attempt first. */
export async function listCohortWork(db: Database, cohort: string): Promise<readonly CohortWork[]> {
  const rows = await db
    .selectFrom('attempt_cohorts')
    .innerJoin('attempts', 'attempts.id', 'attempt_cohorts.attempt')
    .innerJoin('exercise_progress', 'exercise_progress.attempt', 'attempt_cohorts.attempt')
    .select(['learner', 'lab', 'exercise', 'created_at', 'first_passed_at', 'hints_shown', 'solution_shown'])
    .select('attempts.id')
    .where('cohort', '=', cohort)
    .orderBy('created_at')
    .execute();
  return rows.map((row) => ({
    learner: row.learner,
    attempt: row.id,
    lab: row.lab,
    begunAt: row.created_at,
    exercise: row.exercise,
    firstPassedAt: row.first_passed_at ?? undefined,
    hintsShown: row.hints_shown,
    solutionShown: row.solution_shown,
  }));
}
