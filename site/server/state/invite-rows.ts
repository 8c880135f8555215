import { sql, type Selectable } from 'kysely';
import type { Role } from '#site/protocol/accounts.ts';
import type { InvitesTable } from './account-schema.ts';
import type { Database } from './open-database.ts';

export interface Invite {
  readonly id: string;
  readonly role: Role;
  readonly cohort: string | undefined;
  readonly email: string | undefined;
  readonly name: string | undefined;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usesLeft: number;
}

export async function insertInvite(db: Database, codeHash: string, invite: Invite): Promise<void> {
  await db
    .insertInto('invites')
    .values({
      id: invite.id,
      code_hash: codeHash,
      role: invite.role,
      cohort: invite.cohort ?? null,
      email: invite.email ?? null,
      name: invite.name ?? null,
      created_by: invite.createdBy,
      created_at: invite.createdAt,
      expires_at: invite.expiresAt,
      uses_left: invite.usesLeft,
    })
    .execute();
}

export async function findInvite(db: Database, codeHash: string): Promise<Invite | undefined> {
  const row = await db.selectFrom('invites').selectAll().where('code_hash', '=', codeHash).executeTakeFirst();
  return row === undefined ? undefined : toInvite(row);
}

/** The newest that is for this address and still good. */
export async function findInviteForEmail(
  db: Database,
  email: string,
  now: Date,
): Promise<Invite | undefined> {
  const row = await db
    .selectFrom('invites')
    .selectAll()
    .where(sql<string>`lower(email)`, '=', email.toLowerCase())
    .where('uses_left', '>', 0)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toInvite(row);
}

/** Takes one use; answers false when none is left, also when two people race for the last. */
export async function takeInvite(db: Database, id: string, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('invites')
    .set({ uses_left: sql<number>`uses_left - 1` })
    .where('id', '=', id)
    .where('uses_left', '>', 0)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Newest first; of one cohort, or those of no cohort. */
export async function listInvites(db: Database, cohort: string | undefined): Promise<readonly Invite[]> {
  const all = db.selectFrom('invites').selectAll().orderBy('created_at', 'desc').orderBy('id');
  const some = cohort === undefined ? all.where('cohort', 'is', null) : all.where('cohort', '=', cohort);
  return (await some.execute()).map(toInvite);
}

export async function findInviteById(db: Database, id: string): Promise<Invite | undefined> {
  const row = await db.selectFrom('invites').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toInvite(row);
}

export async function deleteInvite(db: Database, id: string): Promise<void> {
  await db.deleteFrom('invites').where('id', '=', id).execute();
}

/** Takes back what was handed out to an address for a cohort. */
export async function deleteInvitesFor(db: Database, cohort: string, email: string): Promise<void> {
  await db
    .deleteFrom('invites')
    .where('cohort', '=', cohort)
    .where(sql<string>`lower(email)`, '=', email.toLowerCase())
    .execute();
}

/** Takes back what this maker handed out and nobody used. */
export async function deleteInvitesBy(db: Database, createdBy: string): Promise<void> {
  await db.deleteFrom('invites').where('created_by', '=', createdBy).execute();
}

function toInvite(row: Selectable<InvitesTable>): Invite {
  return {
    id: row.id,
    role: row.role,
    cohort: row.cohort ?? undefined,
    email: row.email ?? undefined,
    name: row.name ?? undefined,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usesLeft: row.uses_left,
  };
}
