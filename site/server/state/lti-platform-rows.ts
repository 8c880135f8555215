import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { LtiPlatformsTable } from './lti-schema.ts';
import type { Database } from './open-database.ts';

/** A learning platform that may launch Kindlab. */
export interface Platform {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  /** What it calls us. */
  readonly clientId: string;
  readonly loginUrl: string;
  readonly tokenUrl: string;
  readonly keysUrl: string;
  /** Where in it we are installed. */
  readonly deployments: readonly string[];
  readonly createdAt: Date;
}

const deploymentsShape = z.array(z.string());

/** Answers false when this issuer has a platform with that client id. */
export async function insertPlatform(db: Database, platform: Platform): Promise<boolean> {
  const { id, name, issuer, clientId, loginUrl, tokenUrl, keysUrl, deployments, createdAt } = platform;
  const result = await db
    .insertInto('lti_platforms')
    .values({
      id,
      name,
      issuer,
      client_id: clientId,
      login_url: loginUrl,
      token_url: tokenUrl,
      keys_url: keysUrl,
      deployments: JSON.stringify(deployments),
      created_at: createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function listPlatforms(db: Database): Promise<readonly Platform[]> {
  const rows = await db.selectFrom('lti_platforms').selectAll().orderBy('created_at').orderBy('id').execute();
  return rows.map(toPlatform);
}

export async function findPlatform(db: Database, id: string): Promise<Platform | undefined> {
  const row = await db.selectFrom('lti_platforms').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toPlatform(row);
}

/** An issuer can have several, which their client ids tell apart. */
export async function listPlatformsOf(db: Database, issuer: string): Promise<readonly Platform[]> {
  const rows = await db.selectFrom('lti_platforms').selectAll().where('issuer', '=', issuer).execute();
  return rows.map(toPlatform);
}

/** With its courses and links; cohorts and accounts stay. Answers whether it was there. */
export async function deletePlatform(db: Database, id: string): Promise<boolean> {
  const result = await db.deleteFrom('lti_platforms').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

function toPlatform(row: Selectable<LtiPlatformsTable>): Platform {
  return {
    id: row.id,
    name: row.name,
    issuer: row.issuer,
    clientId: row.client_id,
    loginUrl: row.login_url,
    tokenUrl: row.token_url,
    keysUrl: row.keys_url,
    deployments: deploymentsShape.parse(row.deployments),
    createdAt: row.created_at,
  };
}
