import { sql, type Selectable } from 'kysely';
import { z } from 'zod';
import { deliveryTry, type DeliveryTry } from '../grader-api/messages.ts';
import type { Database } from './open-database.ts';
import type { OutboxTable } from './outbox-schema.ts';

/** Something that another system is to be told. */
export interface Letter {
  readonly number: number;
  readonly id: string;
  readonly channel: OutboxTable['channel'];
  readonly receiver: string;
  readonly cohort: string | undefined;
  readonly learner: string;
  readonly body: unknown;
  readonly state: OutboxTable['state'];
  readonly tries: readonly DeliveryTry[];
  /** How many of them were made before it was sent anew. */
  readonly triesBefore: number;
  /** When the next one is to be; `undefined`: at once, or never. */
  readonly nextAt: Date | undefined;
  readonly createdAt: Date;
}

const triesShape = z.array(deliveryTry);

export async function insertLetter(
  db: Database,
  letter: Omit<Letter, 'nextAt' | 'number' | 'state' | 'tries' | 'triesBefore'>,
): Promise<void> {
  const { id, channel, receiver, cohort, learner, body, createdAt } = letter;
  await db
    .insertInto('outbox')
    .values({
      id,
      channel,
      receiver,
      cohort: cohort ?? null,
      learner,
      body: JSON.stringify(body),
      state: 'pending',
      tries: '[]',
      created_at: createdAt,
    })
    // One that is known already is told already.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** In the order in which they came. */
export async function listPendingLetters(
  db: Database,
  channel: Letter['channel'],
): Promise<readonly Letter[]> {
  const rows = await db
    .selectFrom('outbox')
    .selectAll()
    .where('channel', '=', channel)
    .where('state', '=', 'pending')
    .orderBy('number')
    .execute();
  return rows.map(toLetter);
}

/** What became of the newest ones, newest first. */
export async function listLetters(
  db: Database,
  { channel, receivers }: { readonly channel: Letter['channel']; readonly receivers: readonly string[] },
  limit: number,
): Promise<readonly Letter[]> {
  if (receivers.length === 0) return [];
  const rows = await db
    .selectFrom('outbox')
    .selectAll()
    .where('channel', '=', channel)
    .where('receiver', 'in', receivers)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toLetter);
}

/** The newest ones about a cohort, newest first. */
export async function listLettersOf(
  db: Database,
  { channel, cohort }: { readonly channel: Letter['channel']; readonly cohort: string },
  limit: number,
): Promise<readonly Letter[]> {
  const rows = await db
    .selectFrom('outbox')
    .selectAll()
    .where('channel', '=', channel)
    .where('cohort', '=', cohort)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toLetter);
}

/** How many of a cohort were given up on. */
export async function countFailedOf(
  db: Database,
  channel: Letter['channel'],
  cohort: string,
): Promise<number> {
  const row = await db
    .selectFrom('outbox')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('channel', '=', channel)
    .where('cohort', '=', cohort)
    .where('state', '=', 'failed')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** What was given up on is to be sent once more, with as many tries as a new one. */
export async function renewFailedOf(db: Database, channel: Letter['channel'], cohort: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({
      state: 'pending',
      tries_before: sql<number>`jsonb_array_length(tries)`,
      next_at: null,
      ended_at: null,
    })
    .where('channel', '=', channel)
    .where('cohort', '=', cohort)
    .where('state', '=', 'failed')
    .execute();
}

export async function recordLetter(
  db: Database,
  { id, state, tries }: Pick<Letter, 'id' | 'state' | 'tries'>,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({
      state,
      tries: JSON.stringify(tries),
      next_at: null,
      ended_at: state === 'pending' ? null : endOf(tries),
    })
    .where('id', '=', id)
    .execute();
}

export async function scheduleLetter(db: Database, id: string, at: Date): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ next_at: at })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .execute();
}

export async function findLetter(db: Database, id: string): Promise<Letter | undefined> {
  const row = await db.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toLetter(row);
}

/** To be sent once more under the same id, with as many tries as a new one. */
export async function renewLetter(db: Database, { id, tries }: Pick<Letter, 'id' | 'tries'>): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'pending', tries_before: tries.length, next_at: null, ended_at: null })
    .where('id', '=', id)
    .where('state', '!=', 'pending')
    .execute();
}

export async function deleteLettersTo(
  db: Database,
  channel: Letter['channel'],
  receiver: string,
): Promise<void> {
  await db.deleteFrom('outbox').where('channel', '=', channel).where('receiver', '=', receiver).execute();
}

/** What was taken or given up on before then is forgotten; what is still to be delivered stays, however old. */
export async function deleteLettersEndedBefore(db: Database, at: Date): Promise<void> {
  await db.deleteFrom('outbox').where('ended_at', '<', at).execute();
}

/** What became of the last try; null: there was none yet. */
export function lastOf({ tries }: Letter): string | null {
  const last = tries.at(-1);
  return last === undefined ? null : (last.error ?? `answered ${last.status ?? 'nothing'}`);
}

function endOf(tries: Letter['tries']): Date {
  const last = tries.at(-1);
  return last === undefined ? new Date() : new Date(last.at);
}

function toLetter(row: Selectable<OutboxTable>): Letter {
  return {
    number: Number(row.number),
    id: row.id,
    channel: row.channel,
    receiver: row.receiver,
    cohort: row.cohort ?? undefined,
    learner: row.learner,
    body: row.body,
    state: row.state,
    tries: triesShape.parse(row.tries),
    triesBefore: row.tries_before,
    nextAt: row.next_at ?? undefined,
    createdAt: row.created_at,
  };
}
