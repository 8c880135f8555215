import type { Selectable } from 'kysely';
import type { SessionsTable } from './account-schema.ts';
import type { Database } from './open-database.ts';

export interface Session {
  readonly id: string;
  readonly account: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
  readonly browser: string;
  readonly address: string;
}

export async function insertSession(db: Database, tokenHash: string, session: Session): Promise<void> {
  await db
    .insertInto('sessions')
    .values({
      id: session.id,
      token_hash: tokenHash,
      account: session.account,
      created_at: session.createdAt,
      seen_at: session.seenAt,
      expires_at: session.expiresAt,
      browser: session.browser,
      address: session.address,
    })
    .execute();
}

export async function findSession(db: Database, tokenHash: string): Promise<Session | undefined> {
  const row = await db
    .selectFrom('sessions')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row === undefined ? undefined : toSession(row);
}

export async function touchSession(db: Database, id: string, at: Date): Promise<void> {
  await db.updateTable('sessions').set({ seen_at: at }).where('id', '=', id).execute();
}

/** Last seen first. */
export async function listSessions(db: Database, account: string): Promise<readonly Session[]> {
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where('account', '=', account)
    .orderBy('seen_at', 'desc')
    .execute();
  return rows.map(toSession);
}

/** Deletes one session of an account, or all of them but one; answers the ids that are gone. */
export async function deleteSessions(
  db: Database,
  account: string,
  which: { readonly only: string } | { readonly except: string | undefined },
): Promise<readonly string[]> {
  const mine = db.deleteFrom('sessions').where('account', '=', account);
  const some =
    'only' in which ? mine.where('id', '=', which.only) : mine.where('id', '!=', which.except ?? '');
  return (await some.returning('id').execute()).map(({ id }) => id);
}

/** Deletes what is past its limits; answers the ids that are gone. */
export async function deleteOldSessions(
  db: Database,
  { now, idleSince }: { readonly now: Date; readonly idleSince: Date },
): Promise<readonly string[]> {
  const rows = await db
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<=', now), eb('seen_at', '<=', idleSince)]))
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

function toSession(row: Selectable<SessionsTable>): Session {
  return {
    id: row.id,
    account: row.account,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
    browser: row.browser,
    address: row.address,
  };
}
