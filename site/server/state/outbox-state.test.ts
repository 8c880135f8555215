import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import type { DeliveryTry } from '../grader-api/messages.ts';
import {
  deleteLettersEndedBefore,
  findLetter,
  insertLetter,
  listPendingLetters,
  recordLetter,
  renewLetter,
} from './outbox-rows.ts';

const day = (count: number): Date => new Date(Date.UTC(2026, 0, count));
const tryOn = (count: number): DeliveryTry => ({
  at: day(count).toISOString(),
  ms: 1,
  status: 204,
  error: null,
});

describe.each(databaseKinds())('the outbox, $name', ({ open }) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await open();
  }, 240_000);
  afterAll(() => database[Symbol.asyncDispose]());

  test('forgets what ended long ago, and nothing that is still to be delivered', async () => {
    const { db } = database;
    const about = { channel: 'webhook', receiver: 'w', cohort: undefined, learner: 'l', body: {} } as const;
    for (const id of ['taken', 'given-up', 'waits', 'late', 'again'])
      await insertLetter(db, { ...about, id, createdAt: day(1) });
    await recordLetter(db, { id: 'taken', state: 'delivered', tries: [tryOn(1)] });
    await recordLetter(db, { id: 'given-up', state: 'failed', tries: [tryOn(2)] });
    await recordLetter(db, { id: 'waits', state: 'pending', tries: [tryOn(2)] });
    await recordLetter(db, { id: 'late', state: 'delivered', tries: [tryOn(2), tryOn(20)] });
    await recordLetter(db, { id: 'again', state: 'failed', tries: [tryOn(2)] });
    await renewLetter(db, { id: 'again', tries: [tryOn(2)] });
    await deleteLettersEndedBefore(db, day(10));
    const left = [];
    for (const id of ['taken', 'given-up', 'waits', 'late', 'again'])
      if ((await findLetter(db, id)) !== undefined) left.push(id);
    expect(left).toEqual(['waits', 'late', 'again']);
    expect((await listPendingLetters(db, 'webhook')).map(({ id }) => id)).toEqual(['waits', 'again']);
    await deleteLettersEndedBefore(db, day(21));
    expect(await findLetter(db, 'late')).toBeUndefined();
  });
});
