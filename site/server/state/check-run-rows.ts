import type { Database } from './open-database.ts';

/** One time that a learner asked for a check. */
export interface CheckRun {
  readonly attempt: string;
  readonly exercise: string;
  readonly passed: boolean;
  readonly at: Date;
}

/** Appends; nothing is ever rewritten. */
export async function appendCheckRun(db: Database, run: CheckRun): Promise<void> {
  await db.insertInto('check_runs').values(run).execute();
}

/** Those in the attempts of a cohort, oldest first. */
export async function listCohortRuns(
  db: Database,
  cohort: string,
): Promise<readonly (CheckRun & { readonly learner: string; readonly lab: string })[]> {
  return db
    .selectFrom('check_runs')
    .innerJoin('attempt_cohorts', 'attempt_cohorts.attempt', 'check_runs.attempt')
    .innerJoin('attempts', 'attempts.id', 'check_runs.attempt')
    .select(['learner', 'lab', 'exercise', 'passed', 'at', 'check_runs.attempt'])
    .where('cohort', '=', cohort)
    .orderBy('check_runs.id')
    .execute();
}
