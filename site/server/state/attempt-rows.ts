import { z } from 'zod';
import type { Selectable } from 'kysely';
import type { Database } from './open-database.ts';
import type { AttemptsTable } from './schema.ts';

export const failureShape = z.object({ code: z.string(), message: z.string(), hint: z.string() });
export type AttemptFailure = z.infer<typeof failureShape>;

export interface AttemptRow {
  readonly id: string;
  readonly learner: string;
  readonly lab: string;
  readonly values: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  readonly environment: string | undefined;
  readonly readyInMs: number | undefined;
  readonly failure: AttemptFailure | undefined;
  /** When it was last brought back after it had been put aside. */
  readonly resumedAt?: Date | undefined;
}

const valuesShape = z.record(z.string(), z.string());

/** Answers false when this learner already has a running attempt at this lab. */
export async function insertAttempt(db: Database, row: AttemptRow): Promise<boolean> {
  const result = await db
    .insertInto('attempts')
    .values({
      id: row.id,
      learner: row.learner,
      lab: row.lab,
      values: JSON.stringify(row.values),
      created_at: row.createdAt,
      ended_at: null,
      environment: null,
      ready_in_ms: null,
      failure: null,
      resumed_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function listRunningAttempts(db: Database): Promise<readonly AttemptRow[]> {
  const rows = await db
    .selectFrom('attempts')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('created_at')
    .execute();
  return rows.map(toAttempt);
}

/** When labs were begun since then, by anybody. */
export async function listBegun(db: Database, since: Date): Promise<readonly Date[]> {
  const rows = await db
    .selectFrom('attempts')
    .select('created_at')
    .where('created_at', '>=', since)
    .orderBy('created_at')
    .execute();
  return rows.map((row) => row.created_at);
}

export async function recordEnvironment(
  db: Database,
  id: string,
  found: { readonly environment: string; readonly readyInMs?: number },
): Promise<void> {
  await db
    .updateTable('attempts')
    .set({
      environment: found.environment,
      failure: null,
      ...(found.readyInMs === undefined ? {} : { ready_in_ms: Math.round(found.readyInMs) }),
    })
    .where('id', '=', id)
    .execute();
}

export async function recordResumption(db: Database, id: string, at: Date): Promise<void> {
  await db.updateTable('attempts').set({ resumed_at: at }).where('id', '=', id).execute();
}

export async function recordFailure(db: Database, id: string, failure: AttemptFailure): Promise<void> {
  await db
    .updateTable('attempts')
    .set({ failure: JSON.stringify(failure) })
    .where('id', '=', id)
    .execute();
}

export async function recordEnd(db: Database, id: string, at: Date): Promise<void> {
  await db
    .updateTable('attempts')
    .set({ ended_at: at })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

function toAttempt(row: Selectable<AttemptsTable>): AttemptRow {
  return {
    id: row.id,
    learner: row.learner,
    lab: row.lab,
    values: valuesShape.parse(row.values),
    createdAt: row.created_at,
    environment: row.environment ?? undefined,
    readyInMs: row.ready_in_ms ?? undefined,
    failure: row.failure === null ? undefined : failureShape.parse(row.failure),
    resumedAt: row.resumed_at ?? undefined,
  };
}
