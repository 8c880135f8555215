import type { Database } from './open-database.ts';

export async function insertAttemptCohort(db: Database, attempt: string, cohort: string): Promise<void> {
  await db.insertInto('attempt_cohorts').values({ attempt, cohort }).execute();
}

/** How often a learner began a lab in a cohort, ended attempts included. */
export async function countAttempts(
  db: Database,
  { cohort, learner, lab }: { readonly cohort: string; readonly learner: string; readonly lab: string },
): Promise<number> {
  const rows = await db
    .selectFrom('attempt_cohorts')
    .innerJoin('attempts', 'attempts.id', 'attempt_cohorts.attempt')
    .select('attempts.id')
    .where('cohort', '=', cohort)
    .where('learner', '=', learner)
    .where('lab', '=', lab)
    .execute();
  return rows.length;
}

/** The cohort of each running attempt that has one. */
export async function listRunningAttemptCohorts(
  db: Database,
): Promise<readonly { readonly attempt: string; readonly cohort: string }[]> {
  return db
    .selectFrom('attempt_cohorts')
    .innerJoin('attempts', 'attempts.id', 'attempt_cohorts.attempt')
    .select(['attempt', 'cohort'])
    .where('attempts.ended_at', 'is', null)
    .execute();
}

export interface CohortAttempt {
  readonly attempt: string;
  readonly learner: string;
  readonly lab: string;
  readonly createdAt: Date;
  readonly endedAt: Date | undefined;
}

/** Every attempt that was begun in a cohort, oldest first. */
export async function listCohortAttempts(db: Database, cohort: string): Promise<readonly CohortAttempt[]> {
  const rows = await db
    .selectFrom('attempt_cohorts')
    .innerJoin('attempts', 'attempts.id', 'attempt_cohorts.attempt')
    .select(['attempt', 'learner', 'lab', 'created_at', 'ended_at'])
    .where('cohort', '=', cohort)
    .orderBy('created_at')
    .execute();
  return rows.map(({ created_at, ended_at, ...row }) => ({
    ...row,
    createdAt: created_at,
    endedAt: ended_at ?? undefined,
  }));
}
