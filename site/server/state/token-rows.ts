import type { Selectable } from 'kysely';
import { z } from 'zod';
import { scope, type Scope } from '../grader-api/messages.ts';
import type { ApiTokensTable } from './grader-schema.ts';
import type { Database } from './open-database.ts';

export interface ApiToken {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | undefined;
}

const scopesShape = z.array(scope);

export async function insertToken(db: Database, tokenHash: string, token: ApiToken): Promise<void> {
  await db
    .insertInto('api_tokens')
    .values({
      id: token.id,
      token_hash: tokenHash,
      owner: token.owner,
      name: token.name,
      scopes: JSON.stringify(token.scopes),
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      used_at: null,
    })
    .execute();
}

export async function findToken(db: Database, tokenHash: string): Promise<ApiToken | undefined> {
  const row = await db
    .selectFrom('api_tokens')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row === undefined ? undefined : toToken(row);
}

/** Newest first. */
export async function listTokens(db: Database, owner: string): Promise<readonly ApiToken[]> {
  const rows = await db
    .selectFrom('api_tokens')
    .selectAll()
    .where('owner', '=', owner)
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map(toToken);
}

export async function touchToken(db: Database, id: string, at: Date): Promise<void> {
  await db.updateTable('api_tokens').set({ used_at: at }).where('id', '=', id).execute();
}

/** Answers whether there was such a token; an owner's own, or anybody's. */
export async function deleteToken(db: Database, id: string, owner: string | undefined): Promise<boolean> {
  const one = db.deleteFrom('api_tokens').where('id', '=', id);
  const gone = await (owner === undefined ? one : one.where('owner', '=', owner)).executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

export async function deleteExpiredTokens(db: Database, now: Date): Promise<void> {
  await db.deleteFrom('api_tokens').where('expires_at', '<=', now).execute();
}

function toToken(row: Selectable<ApiTokensTable>): ApiToken {
  return {
    id: row.id,
    owner: row.owner,
    name: row.name,
    scopes: scopesShape.parse(row.scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at ?? undefined,
  };
}
