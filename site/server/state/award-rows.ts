import type { Database } from './open-database.ts';

/** Points that one check has earned. */
export interface Award {
  readonly check: string;
  readonly points: number;
}

export interface LearnerAward extends Award {
  readonly learner: string;
  readonly attempt: string;
  readonly lab: string;
  readonly exercise: string;
  /** When it first earned them. */
  readonly at: Date;
}

/** What an exercise has earned so far, in place of what it had before; what stays keeps its time. In a transaction. */
export async function saveAwards(
  tx: Database,
  { attempt, exercise, at }: { readonly attempt: string; readonly exercise: string; readonly at: Date },
  awards: readonly Award[],
): Promise<void> {
  let stale = tx.deleteFrom('check_awards').where('attempt', '=', attempt).where('exercise', '=', exercise);
  if (awards.length > 0)
    stale = stale.where(
      'check',
      'not in',
      awards.map(({ check }) => check),
    );
  await stale.execute();
  if (awards.length === 0) return;
  await tx
    .insertInto('check_awards')
    .values(awards.map(({ check, points }) => ({ attempt, exercise, check, points, at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What learners earned in the attempts of a cohort, oldest first. */
export async function listCohortAwards(db: Database, cohort: string): Promise<readonly LearnerAward[]> {
  return db
    .selectFrom('check_awards')
    .innerJoin('attempt_cohorts', 'attempt_cohorts.attempt', 'check_awards.attempt')
    .innerJoin('attempts', 'attempts.id', 'check_awards.attempt')
    .select(['learner', 'lab', 'exercise', 'check', 'points', 'at', 'check_awards.attempt'])
    .where('cohort', '=', cohort)
    .orderBy('at')
    .execute();
}
