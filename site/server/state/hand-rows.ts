import type { Database } from './open-database.ts';

export interface Helper {
  readonly id: string;
  readonly name: string;
}

/** A hand that is up. */
export interface Hand {
  readonly id: string;
  readonly cohort: string;
  readonly attempt: string;
  readonly lab: string;
  readonly learner: Helper;
  /** What it is about; may be empty. */
  readonly text: string;
  readonly raisedAt: Date;
  /** Who said that they are coming. */
  readonly helper: Helper | undefined;
}

export async function insertHand(db: Database, { id, cohort, attempt, text, raisedAt }: Hand): Promise<void> {
  await db.insertInto('hands').values({ id, cohort, attempt, text, raised_at: raisedAt }).execute();
}

export async function rewordHand(db: Database, id: string, text: string): Promise<void> {
  await db.updateTable('hands').set({ text }).where('id', '=', id).execute();
}

export async function takeHand(db: Database, id: string, helper: Helper, at: Date): Promise<void> {
  await db
    .updateTable('hands')
    .set({ helper: helper.id, helper_name: helper.name, taken_at: at })
    .where('id', '=', id)
    .execute();
}

export async function closeHand(db: Database, id: string, at: Date): Promise<void> {
  await db
    .updateTable('hands')
    .set({ closed_at: at })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .execute();
}

/** Every hand that is up, oldest first. Those of attempts that ended are lowered on the way. */
export async function listRaisedHands(db: Database, now: Date): Promise<readonly Hand[]> {
  const ended = db.selectFrom('attempts').select('id').where('ended_at', 'is not', null);
  await db
    .updateTable('hands')
    .set({ closed_at: now })
    .where('closed_at', 'is', null)
    .where('attempt', 'in', ended)
    .execute();
  const rows = await db
    .selectFrom('hands')
    .innerJoin('attempts', 'attempts.id', 'hands.attempt')
    .innerJoin('accounts', 'accounts.id', 'attempts.learner')
    .selectAll('hands')
    .select(['attempts.lab', 'attempts.learner', 'accounts.name'])
    .where('closed_at', 'is', null)
    .orderBy('raised_at')
    .execute();
  return rows.map(({ learner, name, helper, helper_name, raised_at, ...row }) => ({
    id: row.id,
    cohort: row.cohort,
    attempt: row.attempt,
    lab: row.lab,
    learner: { id: learner, name },
    text: row.text,
    raisedAt: raised_at,
    helper: helper === null ? undefined : { id: helper, name: helper_name ?? '' },
  }));
}

/** All that were ever raised in a cohort. */
export async function countHands(db: Database, cohort: string): Promise<number> {
  return (await db.selectFrom('hands').select('id').where('cohort', '=', cohort).execute()).length;
}
