import type { ExerciseState } from '#site/protocol/api.ts';
import type { Database } from './open-database.ts';

export interface CohortProgress {
  readonly learner: string;
  readonly lab: string;
  readonly exercise: string;
  readonly state: ExerciseState;
  readonly everDone: boolean;
}

/** What learners reached in the attempts of a cohort, oldest attempt first. */
export async function listCohortProgress(db: Database, cohort: string): Promise<readonly CohortProgress[]> {
  const rows = await db
    .selectFrom('attempt_cohorts')
    .innerJoin('attempts', 'attempts.id', 'attempt_cohorts.attempt')
    .innerJoin('exercise_progress', 'exercise_progress.attempt', 'attempt_cohorts.attempt')
    .select(['learner', 'lab', 'exercise', 'last_state', 'first_passed_at'])
    .where('cohort', '=', cohort)
    .orderBy('attempts.created_at')
    .execute();
  return rows.map(({ last_state, first_passed_at, ...row }) => ({
    ...row,
    state: last_state,
    everDone: first_passed_at !== null,
  }));
}
