import type { Selectable } from 'kysely';
import { z } from 'zod';
import { cohortEventKind, type CohortEventKind } from '#site/protocol/cohort-webhooks.ts';
import type { Database } from './open-database.ts';
import type { CohortWebhooksTable } from './outbox-schema.ts';

/** An address that is told what happens in a cohort. */
export interface CohortWebhook {
  readonly id: string;
  readonly cohort: string;
  readonly url: string;
  readonly events: readonly CohortEventKind[];
  /** Counts its secrets. */
  readonly secret: number;
  /** When the present secret took the place of another. */
  readonly rotatedAt: Date | undefined;
  /** Since when nothing was taken; `undefined`: the last message was. */
  readonly failingSince: Date | undefined;
  /** It is told nothing since then. */
  readonly off: { readonly at: Date; readonly why: string } | undefined;
  readonly createdBy: string;
  readonly createdAt: Date;
}

const eventsShape = z.array(cohortEventKind);

export async function insertCohortWebhook(db: Database, webhook: CohortWebhook): Promise<void> {
  const { id, cohort, createdBy, createdAt } = webhook;
  const row = { id, cohort, created_by: createdBy, created_at: createdAt, ...toRow(webhook) };
  await db.insertInto('cohort_webhooks').values(row).execute();
}

/** Everything about it that can change. */
export async function saveCohortWebhook(db: Database, webhook: CohortWebhook): Promise<void> {
  await db.updateTable('cohort_webhooks').set(toRow(webhook)).where('id', '=', webhook.id).execute();
}

/** Oldest first. */
export async function listCohortWebhooks(db: Database, cohort: string): Promise<readonly CohortWebhook[]> {
  const rows = await db
    .selectFrom('cohort_webhooks')
    .selectAll()
    .where('cohort', '=', cohort)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toWebhook);
}

export async function findCohortWebhook(db: Database, id: string): Promise<CohortWebhook | undefined> {
  const row = await db.selectFrom('cohort_webhooks').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toWebhook(row);
}

export async function deleteCohortWebhook(db: Database, id: string): Promise<void> {
  await db.deleteFrom('cohort_webhooks').where('id', '=', id).execute();
}

/** Only the first of them counts; `undefined`: the last message was taken. */
export async function noteFailing(db: Database, id: string, since: Date | undefined): Promise<void> {
  const query = db
    .updateTable('cohort_webhooks')
    .set({ failing_since: since ?? null })
    .where('id', '=', id);
  await (since === undefined ? query : query.where('failing_since', 'is', null)).execute();
}

/** Answers whether it was on until now. */
export async function switchOff(db: Database, id: string, off: CohortWebhook['off']): Promise<boolean> {
  const result = await db
    .updateTable('cohort_webhooks')
    .set({ off_at: off?.at ?? null, off_why: off?.why ?? null })
    .where('id', '=', id)
    .where('off_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

function toRow({ url, events, secret, rotatedAt, failingSince, off }: CohortWebhook) {
  return {
    url,
    events: JSON.stringify(events),
    secret,
    rotated_at: rotatedAt ?? null,
    failing_since: failingSince ?? null,
    off_at: off?.at ?? null,
    off_why: off?.why ?? null,
  };
}

function toWebhook(row: Selectable<CohortWebhooksTable>): CohortWebhook {
  const { id, cohort, url, secret, off_at, off_why } = row;
  return {
    id,
    cohort,
    url,
    events: eventsShape.parse(row.events),
    secret,
    rotatedAt: row.rotated_at ?? undefined,
    failingSince: row.failing_since ?? undefined,
    off: off_at === null ? undefined : { at: off_at, why: off_why ?? '' },
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
