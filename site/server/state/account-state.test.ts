import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import { InviteBook } from '../accounts/invite-book.ts';
import { idleMs, longestMs, SessionBook } from '../accounts/session-book.ts';
import { countAdmins, findAccountByEmail, insertAccount, type Account } from './account-rows.ts';
import { appendAuditEvent, listAuditEvents } from './audit-rows.ts';
import type { Database } from './open-database.ts';

const start = new Date('2026-01-01T10:00:00.000Z');

function account(id: string, more: Partial<Account> = {}): Account {
  return {
    id,
    email: `${id}@example.com`,
    name: id,
    role: 'learner',
    passwordHash: undefined,
    createdAt: start,
    disabledAt: undefined,
    ...more,
  };
}

describe.each(databaseKinds())('accounts in $name', ({ open }) => {
  let opened: TestDatabase;
  let db: Database;
  let now = start;

  beforeAll(async () => {
    opened = await open();
    ({ db } = opened);
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test('an address belongs to one account, in whatever case', async () => {
    expect(await insertAccount(db, account('ada'))).toBe(true);
    expect(await insertAccount(db, account('ada2', { email: 'ADA@Example.com' }))).toBe(false);
    expect(await findAccountByEmail(db, 'Ada@EXAMPLE.com')).toEqual(account('ada'));
  });

  test('a disabled administrator does not count', async () => {
    await insertAccount(db, account('root', { role: 'admin' }));
    await insertAccount(db, account('old-root', { role: 'admin', disabledAt: start }));
    expect(await countAdmins(db)).toBe(1);
  });

  test('a session ends when unused for too long, when too old, and when revoked', async () => {
    const book = new SessionBook(db, () => now);
    const from = { browser: 'x'.repeat(500), address: '::1' };
    const ada = account('ada');
    const [used, unused, revoked] = [
      await book.begin(ada, from),
      await book.begin(ada, from),
      await book.begin(ada, from),
    ];
    const viewer = await book.find(revoked);
    expect(viewer).toMatchObject({ id: 'ada', role: 'learner' });
    expect(await book.revoke('root', viewer?.session?.id ?? '')).toBe(false);
    expect(await book.revoke('ada', viewer?.session?.id ?? '')).toBe(true);
    expect(viewer?.session?.gone.aborted).toBe(true);
    expect(await book.find(revoked)).toBeUndefined();

    const live = await book.find(used);
    now = new Date(start.getTime() + idleMs - 1);
    expect(await book.find(used)).toBeDefined();
    now = new Date(start.getTime() + idleMs);
    expect(await book.find(unused)).toBeUndefined();
    expect(await book.find(used)).toBeDefined();
    for (let at = start.getTime(); at < start.getTime() + longestMs; at += idleMs / 2) {
      now = new Date(at);
      await book.find(used);
    }
    now = new Date(start.getTime() + longestMs);
    expect(await book.find(used)).toBeUndefined();
    await book.sweep();
    expect(live?.session?.gone.aborted).toBe(true);
    expect(await book.list('ada')).toEqual([]);
    now = start;
  });

  test('the session of a disabled account is worth nothing', async () => {
    const book = new SessionBook(db, () => now);
    await insertAccount(db, account('gone', { disabledAt: start }));
    const token = await book.begin(account('gone'), { browser: '', address: '' });
    expect(await book.find(token)).toBeUndefined();
  });

  test('of two that race for the last use of a code, one gets it', async () => {
    const book = new InviteBook(db, () => now);
    const { code, invite } = await book.issue({ role: 'learner', uses: 1, days: 1 }, 'root');
    expect((await book.get(code.toLowerCase().replaceAll('-', ' '))).id).toBe(invite.id);
    const tries = await Promise.allSettled([book.take(db, invite), book.take(db, invite)]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(book.get(code)).rejects.toMatchObject({ status: 410, message: 'This code has been used.' });
  });

  test('an old code says until when it was good; a newer first-admin link replaces the older', async () => {
    const book = new InviteBook(db, () => now);
    const first = await book.issueFirstAdmin();
    const second = await book.issueFirstAdmin();
    await expect(book.get(first.code)).rejects.toMatchObject({ status: 404 });
    now = new Date(start.getTime() + 24 * 3_600_000);
    await expect(book.get(second.code)).rejects.toMatchObject({
      status: 410,
      message: 'This code was good until 2026-01-02T10:00 UTC.',
    });
    now = start;
  });

  test('the audit log comes back newest first, page by page', async () => {
    const event = { at: start, actor: 'root', actorName: 'Root', action: 'x', address: '::1', allowed: true };
    for (const cohort of ['a', 'b', 'a'])
      await appendAuditEvent(db, { ...event, cohort, target: undefined, details: { cohort } });
    const [newest, ...rest] = await listAuditEvents(db, { cohort: 'a' });
    expect(rest).toHaveLength(1);
    expect(newest).toMatchObject({ ...event, cohort: 'a', details: { cohort: 'a' } });
    expect(await listAuditEvents(db, { cohort: 'a', before: newest?.id })).toEqual(rest);
  });
});
