import type { Selectable } from 'kysely';
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
  readonly createdAt: Date;
}

const triesShape = z.array(deliveryTry);

export async function insertLetter(
  db: Database,
  letter: Omit<Letter, 'number' | 'state' | 'tries'>,
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

export async function recordLetter(
  db: Database,
  { id, state, tries }: Pick<Letter, 'id' | 'state' | 'tries'>,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state, tries: JSON.stringify(tries) })
    .where('id', '=', id)
    .execute();
}

/** What became of the last try; null: there was none yet. */
export function lastOf({ tries }: Letter): string | null {
  const last = tries.at(-1);
  return last === undefined ? null : (last.error ?? `answered ${last.status ?? 'nothing'}`);
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
    createdAt: row.created_at,
  };
}
