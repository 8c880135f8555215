import type { Selectable } from 'kysely';
import { z } from 'zod';
import { deliveryTry, type DeliveryTry } from '../grader-api/messages.ts';
import type { WebhookDeliveriesTable } from './grader-schema.ts';
import type { Database } from './open-database.ts';

export interface Webhook {
  readonly id: string;
  readonly owner: string;
  readonly url: string;
  readonly createdAt: Date;
}

export interface Delivery {
  readonly number: number;
  readonly id: string;
  readonly webhook: string;
  readonly job: string;
  readonly state: WebhookDeliveriesTable['state'];
  readonly tries: readonly DeliveryTry[];
  readonly createdAt: Date;
}

const triesShape = z.array(deliveryTry);

export async function insertWebhook(db: Database, { id, owner, url, createdAt }: Webhook): Promise<void> {
  await db.insertInto('webhooks').values({ id, owner, url, created_at: createdAt }).execute();
}

export async function listWebhooks(db: Database, owner: string): Promise<readonly Webhook[]> {
  const rows = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('owner', '=', owner)
    .orderBy('created_at')
    .execute();
  return rows.map(({ created_at, ...rest }) => ({ ...rest, createdAt: created_at }));
}

export async function findWebhook(db: Database, id: string): Promise<Webhook | undefined> {
  const row = await db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
  return row && { id: row.id, owner: row.owner, url: row.url, createdAt: row.created_at };
}

export async function deleteWebhook(db: Database, id: string): Promise<void> {
  await db.deleteFrom('webhooks').where('id', '=', id).execute();
}

export async function insertDelivery(
  db: Database,
  { id, webhook, job, createdAt }: Pick<Delivery, 'createdAt' | 'id' | 'job' | 'webhook'>,
): Promise<void> {
  await db
    .insertInto('webhook_deliveries')
    .values({ id, webhook, job, state: 'pending', tries: '[]', created_at: createdAt })
    .execute();
}

/** In the order in which they came. */
export async function listPendingDeliveries(db: Database): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('state', '=', 'pending')
    .orderBy('number')
    .execute();
  return rows.map(toDelivery);
}

/** Newest first. */
export async function listDeliveries(
  db: Database,
  {
    webhook,
    limit,
    before,
  }: { readonly webhook: string; readonly limit: number; readonly before?: number | undefined },
): Promise<readonly Delivery[]> {
  let query = db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('webhook', '=', webhook)
    .orderBy('number', 'desc')
    .limit(limit);
  if (before !== undefined) query = query.where('number', '<', String(before));
  return (await query.execute()).map(toDelivery);
}

export async function recordDelivery(
  db: Database,
  { id, state, tries }: Pick<Delivery, 'id' | 'state' | 'tries'>,
): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ state, tries: JSON.stringify(tries) })
    .where('id', '=', id)
    .execute();
}

function toDelivery(row: Selectable<WebhookDeliveriesTable>): Delivery {
  return {
    number: Number(row.number),
    id: row.id,
    webhook: row.webhook,
    job: row.job,
    state: row.state,
    tries: triesShape.parse(row.tries),
    createdAt: row.created_at,
  };
}
