import type { Database } from './open-database.ts';

/** A certificate as it is kept. A withdrawn one says of nobody any more. */
export type CertificateRow =
  | { readonly state: 'issued'; readonly id: string; readonly envelope: string }
  | { readonly state: 'withdrawn'; readonly id: string; readonly at: Date };

export interface NewCertificate {
  readonly id: string;
  readonly learner: string;
  readonly envelope: string;
  readonly issuedAt: Date;
}

/** False: the learner has one already. */
export async function insertCertificate(db: Database, row: NewCertificate): Promise<boolean> {
  const { id, learner, envelope, issuedAt } = row;
  const done = await db
    .insertInto('certificates')
    .values({ id, learner, envelope, issued_at: issuedAt, withdrawn_at: null })
    .onConflict((conflict) => conflict.column('learner').doNothing())
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}

/** The signed certificate of a learner who has one. */
export async function findCertificateOf(db: Database, learner: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('certificates')
    .select('envelope')
    .where('learner', '=', learner)
    .executeTakeFirst();
  return row?.envelope ?? undefined;
}

export async function findCertificate(db: Database, id: string): Promise<CertificateRow | undefined> {
  const row = await db.selectFrom('certificates').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.withdrawn_at !== null || row.envelope === null)
    return { state: 'withdrawn', id, at: row.withdrawn_at ?? row.issued_at };
  return { state: 'issued', id, envelope: row.envelope };
}

/** Keeps the number and the time, and nothing of the learner. Works in a transaction as well. */
export async function withdrawCertificates(
  db: Pick<Database, 'updateTable'>,
  learner: string,
  at: Date,
): Promise<void> {
  await db
    .updateTable('certificates')
    .set({ learner: null, envelope: null, withdrawn_at: at })
    .where('learner', '=', learner)
    .execute();
}
