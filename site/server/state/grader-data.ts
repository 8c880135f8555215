import { sql } from 'kysely';
import type { Database } from './open-database.ts';

/** What the database holds of somebody who grades by programs, without hashes of tokens and uploads that still wait. */
export interface GraderData {
  readonly tokens: readonly unknown[];
  readonly jobs: readonly unknown[];
  readonly webhooks: readonly unknown[];
  readonly webhookDeliveries: readonly unknown[];
}

export async function readGraderData(db: Database, owner: string): Promise<GraderData> {
  const tokens = await db
    .selectFrom('api_tokens')
    .select(['id', 'name', 'scopes', 'created_at', 'expires_at', 'used_at'])
    .where('owner', '=', owner)
    .orderBy('created_at')
    .execute();
  const jobs = await db
    .selectFrom('grading_jobs')
    .select([
      'id',
      'kind',
      'state',
      'lab',
      'request',
      'idempotency_key',
      'created_at',
      'started_at',
      'ended_at',
    ])
    .select(['sha256', 'result', 'failure', 'evidence'])
    .where('owner', '=', owner)
    .orderBy('number')
    .execute();
  const webhooks = await db
    .selectFrom('webhooks')
    .select(['id', 'url', 'created_at'])
    .where('owner', '=', owner)
    .orderBy('created_at')
    .execute();
  const webhookDeliveries = await db
    .selectFrom('webhook_deliveries')
    .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook')
    .selectAll('webhook_deliveries')
    .where('webhooks.owner', '=', owner)
    .orderBy('webhook_deliveries.number')
    .execute();
  return { tokens, jobs, webhooks, webhookDeliveries };
}

/** Theirs, and what other people's jobs found in their attempts; while those attempts are still there. */
export async function deleteGraderData(db: Database, owner: string): Promise<void> {
  const attempts = db.selectFrom('attempts').select('id').where('learner', '=', owner);
  await db
    .deleteFrom('grading_jobs')
    .where((eb) => eb.or([eb('owner', '=', owner), eb(sql<string>`request ->> 'attempt'`, 'in', attempts)]))
    .execute();
  await db.deleteFrom('webhooks').where('owner', '=', owner).execute();
  await db.deleteFrom('api_tokens').where('owner', '=', owner).execute();
}
