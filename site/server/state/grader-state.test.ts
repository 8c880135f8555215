import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import {
  beginJob,
  countWaiting,
  deleteJobsEndedBefore,
  endJob,
  findJob,
  insertJob,
  listJobs,
  listOpenJobs,
  readArchiveOf,
  readEvidenceOf,
} from './job-rows.ts';
import { insertAttempt } from './attempt-rows.ts';
import { deleteLearnerData, readLearnerData } from './learner-data.ts';
import type { Database } from './open-database.ts';
import {
  deleteExpiredTokens,
  deleteToken,
  findToken,
  insertToken,
  listTokens,
  touchToken,
} from './token-rows.ts';
import {
  deleteWebhook,
  insertDelivery,
  insertWebhook,
  listDeliveries,
  listPendingDeliveries,
  recordDelivery,
} from './webhook-rows.ts';

const at = new Date('2026-01-01T10:00:00.000Z');
const later = new Date('2026-01-02T10:00:00.000Z');

describe.each(databaseKinds())('what graders have in $name', ({ open }) => {
  let opened: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    opened = await open();
    ({ db } = opened);
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  const ask = (id: string, owner: string, idempotencyKey?: string) =>
    insertJob(db, {
      id,
      owner,
      lab: 'static-sync',
      request: { kind: 'grade', name: id, packed: 'tar' },
      requestHash: `hash-of-${id}`,
      idempotencyKey,
      archive: Buffer.from([0, 255, 10, id.length]),
      createdAt: at,
    });

  test('a key belongs to one job of an owner; without a key every job is one', async () => {
    expect(await ask('one', 'ann', 'k')).toBe(true);
    expect(await ask('two', 'ann', 'k')).toBe(false);
    expect(await ask('three', 'bob', 'k')).toBe(true);
    expect([await ask('four', 'ann'), await ask('five', 'ann')]).toEqual([true, true]);
    expect((await findJob(db, { owner: 'ann', idempotencyKey: 'k' }))?.id).toBe('one');
    expect(await countWaiting(db, 'ann')).toEqual({ all: 4, own: 3 });
  });

  test('an archive comes back byte for byte, and goes with the end of its job', async () => {
    expect(await readArchiveOf(db, 'one')).toEqual(Buffer.from([0, 255, 10, 3]));
    expect([await beginJob(db, 'one', at), await beginJob(db, 'one', at)]).toEqual([true, false]);
    const result = { kind: 'broken', why: 'a test' } as const;
    const end = { state: 'done', at: later, result, sha256: 'beef', evidence: '{ }\n' } as const;
    expect([await endJob(db, 'one', end), await endJob(db, 'one', end)]).toEqual([true, false]);
    expect(await readArchiveOf(db, 'one')).toHaveLength(0);
    expect(await readEvidenceOf(db, 'one')).toBe('{ }\n');
    expect(await findJob(db, { id: 'one' })).toMatchObject({
      state: 'done',
      result,
      hasEvidence: true,
      endedAt: later,
    });
  });

  test('pages of jobs are of their owner and begin below a number', async () => {
    const all = await listJobs(db, { owner: 'ann', limit: 10 });
    expect(all.map(({ id }) => id)).toEqual(['five', 'four', 'one']);
    const rest = await listJobs(db, { owner: 'ann', limit: 10, before: all[0]?.number });
    expect(rest.map(({ id }) => id)).toEqual(['four', 'one']);
    expect(await listJobs(db, { owner: 'ann', limit: 10, state: 'done' })).toHaveLength(1);
  });

  test('deliveries keep their tries, and go with their webhook or job', async () => {
    await insertWebhook(db, { id: 'w', owner: 'ann', url: 'https://grader.example/', createdAt: at });
    for (const [id, job] of [
      ['m1', 'one'],
      ['m2', 'four'],
    ] as const)
      await insertDelivery(db, { id, webhook: 'w', job, createdAt: at });
    const tries = [{ at: at.toISOString(), ms: 3, status: 500, error: null }];
    await recordDelivery(db, { id: 'm1', state: 'failed', tries });
    expect((await listPendingDeliveries(db)).map(({ id }) => id)).toEqual(['m2']);
    const [newest, oldest] = await listDeliveries(db, { webhook: 'w', limit: 10 });
    expect([newest?.id, oldest?.tries]).toEqual(['m2', tries]);
    expect(await listDeliveries(db, { webhook: 'w', limit: 10, before: newest?.number })).toEqual([oldest]);
    await deleteJobsEndedBefore(db, new Date(later.getTime() + 1));
    expect((await listDeliveries(db, { webhook: 'w', limit: 10 })).map(({ id }) => id)).toEqual(['m2']);
    await deleteWebhook(db, 'w');
    expect(await listPendingDeliveries(db)).toEqual([]);
  });

  test('tokens are found by their hash, of their owner alone, until they are deleted or too old', async () => {
    const token = {
      owner: 'ann',
      name: 'ci',
      scopes: ['jobs:read'],
      createdAt: at,
      usedAt: undefined,
    } as const;
    await insertToken(db, 'hash-1', { ...token, id: 't1', expiresAt: later });
    await insertToken(db, 'hash-2', { ...token, id: 't2', expiresAt: at });
    await touchToken(db, 't1', later);
    expect(await findToken(db, 'hash-1')).toEqual({ ...token, id: 't1', expiresAt: later, usedAt: later });
    expect(await deleteToken(db, 't1', 'bob')).toBe(false);
    await deleteExpiredTokens(db, at);
    expect((await listTokens(db, 'ann')).map(({ id }) => id)).toEqual(['t1']);
    expect(await deleteToken(db, 't1', undefined)).toBe(true);
  });

  test('all that somebody has goes along and away, with what others found in their attempts', async () => {
    const attempt = {
      id: 'a1',
      learner: 'gus',
      lab: 'static-sync',
      values: {},
      createdAt: at,
      environment: undefined,
      readyInMs: undefined,
      failure: undefined,
    } as const;
    await insertAttempt(db, attempt);
    const base = { lab: 'static-sync', requestHash: 'h', idempotencyKey: undefined, createdAt: at } as const;
    const check = (id: string, owner: string, of: string) =>
      insertJob(db, {
        ...base,
        id,
        owner,
        request: { kind: 'check', attempt: of, exercises: [] },
        archive: undefined,
      });
    await ask('gus-1', 'gus');
    await check('of-gus', 'hal', 'a1');
    await check('of-hal', 'hal', 'a2');
    const token = { name: 'ci', scopes: ['jobs:read'], createdAt: at, usedAt: undefined } as const;
    await insertToken(db, 'hash-g', { ...token, id: 'tg', owner: 'gus', expiresAt: later });
    await insertToken(db, 'hash-h', { ...token, id: 'th', owner: 'hal', expiresAt: later });
    await insertWebhook(db, { id: 'wg', owner: 'gus', url: 'https://grader.example/', createdAt: at });
    await insertDelivery(db, { id: 'mg', webhook: 'wg', job: 'gus-1', createdAt: at });
    const data = await readLearnerData(db, 'gus');
    expect(data).toMatchObject({
      tokens: [{ id: 'tg' }],
      jobs: [{ id: 'gus-1' }],
      webhooks: [{ id: 'wg' }],
      webhookDeliveries: [{ id: 'mg' }],
    });
    expect(JSON.stringify(data)).not.toContain('hash-g');
    expect((await listOpenJobs(db, 'gus')).map(({ id }) => id)).toEqual(['gus-1']);
    await deleteLearnerData(db, 'gus', later);
    const none = { tokens: [], jobs: [], webhooks: [], webhookDeliveries: [] };
    expect(await readLearnerData(db, 'gus')).toMatchObject(none);
    expect((await listJobs(db, { owner: 'hal', limit: 9 })).map(({ id }) => id)).toEqual(['of-hal']);
    expect(await listTokens(db, 'hal')).toHaveLength(1);
  });
});
