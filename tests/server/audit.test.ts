import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountList, auditList } from '#site/protocol/accounts.ts';
import { operatorAccess } from '#site/protocol/operator.ts';
import { goodPassword, newcomer, read, signIn, startWithAdmin, whoIs, type Person } from './people.ts';
import type { TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';

let server: TestServer;
let admin: Person;

beforeAll(async () => {
  ({ server, admin } = await startWithAdmin());
});
afterAll(() => server[Symbol.asyncDispose]());

describe('what belongs to whom', () => {
  test('a learner has attempts and progress of their own, and no way to those of another', async () => {
    const [one, two] = [await newcomer(admin, 'one'), await newcomer(admin, 'two')];
    const attempt = await readyAttempt(one);
    for (const [method, to] of [
      ['DELETE', `/api/attempts/${attempt}`],
      ['GET', `/api/attempts/${attempt}/events`],
      ['POST', `/api/attempts/${attempt}/terminals/one/ticket`],
      ['POST', `/api/attempts/${attempt}/exercises/store/hint`],
    ] as const)
      expect((await two.call(method, to)).status, to).toBe(404);
    expect(await (await two.call('GET', '/api/labs/static-sync')).json()).toMatchObject({ attempt: null });
    await two.call('POST', '/api/quizzes/sample/answers', { question: 'one', given: ['a'] });
    const progress = await (await one.call('GET', '/api/progress')).json();
    expect(progress).toMatchObject({ quizzes: [{ answered: 0 }] });
  });

  test('staff calls are refused to others, and the audit log knows of it', async () => {
    const learner = await newcomer(admin, 'curious');
    for (const [method, to, body] of [
      ['GET', '/api/accounts', undefined],
      ['POST', '/api/accounts/x', { role: 'admin' }],
      ['POST', '/api/invites', { role: 'admin' }],
      ['GET', '/api/invites', undefined],
      ['DELETE', '/api/invites/x', undefined],
      ['GET', '/api/audit', undefined],
    ] as const)
      expect((await learner.call(method, to, body)).status, to).toBe(403);
    const { events } = await read(auditList, admin.call('GET', '/api/audit'));
    const tried = events.filter(({ actorName }) => actorName === 'curious');
    expect(tried.map(({ action, allowed }) => [action, allowed])).toEqual(
      ['audit.read', 'invite.revoke', 'invite.list', 'invite.make', 'account.change', 'account.list'].map(
        (action) => [action, false],
      ),
    );
  });

  test('a changed account loses its sessions; the last administrator stays', async () => {
    const person = await newcomer(admin, 'teacher', 'instructor');
    const { accounts } = await read(accountList, admin.call('GET', '/api/accounts'));
    const idOf = (name: string): string => accounts.find((each) => each.name === name)?.id ?? '';
    const changed = await admin.call('POST', `/api/accounts/${idOf('teacher')}`, { disabled: true });
    expect(await changed.json()).toMatchObject({ disabled: true, role: 'instructor' });
    expect(await whoIs(person)).toBeNull();
    expect((await signIn(person, 'teacher')).status).toBe(401);
    const last = await admin.call('POST', `/api/accounts/${idOf('root')}`, { role: 'learner' });
    expect(last.status).toBe(409);
    const { events } = await read(auditList, admin.call('GET', '/api/audit'));
    expect(events[0]).toMatchObject({
      action: 'account.change',
      allowed: false,
      details: { role: 'learner' },
    });
    expect(JSON.stringify(events)).not.toContain(goodPassword);
  });
});

describe('the command line', () => {
  test('speaks to the server with the key in the data folder, which only its owner reads', async () => {
    const file = path.join(server.dataDir, 'operator.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { url, token } = operatorAccess.parse(JSON.parse(await readFile(file, 'utf8')));
    const ask = (bearer: string): Promise<Response> =>
      fetch(`${url}/api/invites`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: '{}',
      });
    expect((await ask(token)).status).toBe(201);
    expect((await ask(`${token}x`)).status).toBe(403);
  });
});
