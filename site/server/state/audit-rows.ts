import { z } from 'zod';
import type { Database } from './open-database.ts';

export interface AuditEvent {
  readonly at: Date;
  readonly actor: string;
  readonly actorName: string;
  /** What was done or tried, such as `cohort.delete`. */
  readonly action: string;
  readonly cohort: string | undefined;
  /** Whom or what it was done to. */
  readonly target: string | undefined;
  /** False: it was refused. */
  readonly allowed: boolean;
  readonly details: Readonly<Record<string, unknown>>;
  readonly address: string;
}

const detailsShape = z.record(z.string(), z.unknown());
const mostAtOnce = 200;

/** Appends; nothing is ever rewritten. */
export async function appendAuditEvent(db: Database, event: AuditEvent): Promise<void> {
  await db
    .insertInto('audit_events')
    .values({
      at: event.at,
      actor: event.actor,
      actor_name: event.actorName,
      action: event.action,
      cohort: event.cohort ?? null,
      target: event.target ?? null,
      allowed: event.allowed,
      details: JSON.stringify(event.details),
      address: event.address,
    })
    .execute();
}

export interface AuditQuery {
  readonly cohort?: string | undefined;
  /** Only what is older than this id. */
  readonly before?: number | undefined;
}

/** Newest first, at most 200 at once. */
export async function listAuditEvents(
  db: Database,
  { cohort, before }: AuditQuery,
): Promise<readonly (AuditEvent & { readonly id: number })[]> {
  let query = db.selectFrom('audit_events').selectAll().orderBy('id', 'desc').limit(mostAtOnce);
  if (cohort !== undefined) query = query.where('cohort', '=', cohort);
  if (before !== undefined) query = query.where('id', '<', String(before));
  const rows = await query.execute();
  return rows.map((row) => ({
    id: Number(row.id),
    at: row.at,
    actor: row.actor,
    actorName: row.actor_name,
    action: row.action,
    cohort: row.cohort ?? undefined,
    target: row.target ?? undefined,
    allowed: row.allowed,
    details: detailsShape.parse(row.details),
    address: row.address,
  }));
}
