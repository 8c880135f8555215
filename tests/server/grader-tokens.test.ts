import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditList } from '#site/protocol/accounts.ts';
import { problem } from '#site/protocol/api.ts';
import { madeToken, tokenList, type Scope } from '#site/server/grader-api/messages.ts';
import { GradingProgram, quickDeps, submission } from './grading-program.ts';
import { newcomer, Person, read, startWithAdmin } from './people.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';

let server: TestServer;
let admin: Person;
let grader: Person;
let now = new Date('2026-01-01T10:00:00.000Z');

beforeAll(async () => {
  ({ server, admin } = await startWithAdmin({ deps: quickDeps({ now: () => now }) }));
  grader = new Person(server.url);
  await grader.join((await admin.invite({ role: 'grader' })).code, 'grete');
});
afterAll(() => server[Symbol.asyncDispose]());

const all: readonly Scope[] = ['attempts:check', 'jobs:read', 'jobs:write'];

async function tokenOf(person: Person, scopes = all, days = 30) {
  return read(madeToken, person.call('POST', '/api/v1/tokens', { name: 'ci', scopes, days }));
}

test('a token lets a program do what its scopes say, and nothing else', async () => {
  const attempt = await readyAttempt(await newcomer(admin, 'lea'));
  const body = { attempt };
  const calls = [
    ['POST', '/checks', body, 'attempts:check', 202],
    ['GET', '/attempts', undefined, 'attempts:check', 200],
    ['POST', '/gradings?lab=static-sync', await submission('x'), 'jobs:write', 202],
    ['GET', '/jobs', undefined, 'jobs:read', 200],
    ['GET', '/webhooks', undefined, 'jobs:read', 200],
  ] as const;
  for (const scope of all) {
    const program = new GradingProgram(server.url, (await tokenOf(grader, [scope])).token);
    for (const [method, to, sent, needs, status] of calls) {
      const answer = await program.call(method, to, sent);
      expect(answer.status, `${method} ${to} with ${scope}`).toBe(scope === needs ? status : 403);
      if (answer.status === 403)
        expect((await read(problem, answer)).detail).toBe(`This token lacks the scope \`${needs}\`.`);
    }
    for (const method of ['GET', 'POST']) {
      const tokens = await program.call(
        method,
        '/tokens',
        method === 'GET' ? undefined : { name: 'x', scopes: all },
      );
      expect((await read(problem, tokens)).detail).toBe('A token can not do this.');
    }
  }
});

test('a token is for this API alone, and nobody else’s jobs are there for it', async () => {
  const { token } = await tokenOf(grader);
  const headers = { authorization: `Bearer ${token}` };
  for (const to of ['/api/labs/static-sync', '/api/progress', '/api/accounts', '/api/v1'])
    expect((await fetch(server.url + to, { headers })).status, to).toBe(401);
  const mine = await new GradingProgram(server.url, token).grade(await submission('x'));
  const other = new GradingProgram(server.url, (await tokenOf(admin)).token);
  for (const [method, to] of [
    ['GET', ''],
    ['GET', '/evidence'],
    ['POST', '/cancel'],
  ] as const)
    expect((await other.call(method, `/jobs/${mine.id}${to}`)).status, to).toBe(404);
});

test('learners and strangers get none, and a session of staff needs none', async () => {
  const learner = await newcomer(admin, 'lars');
  expect((await learner.call('POST', '/api/v1/tokens', { name: 'x', scopes: all })).status).toBe(403);
  expect((await learner.call('GET', '/api/v1/jobs')).status).toBe(403);
  expect((await new Person(server.url).call('GET', '/api/v1/jobs')).status).toBe(401);
  expect((await grader.call('GET', '/api/v1/jobs')).status).toBe(200);
  expect((await new GradingProgram(server.url, 'kindlab_made-up').call('GET', '/jobs')).status).toBe(401);
});

test('what a token is made of is shown once and kept as a hash, and it says when it was used', async () => {
  const made = await tokenOf(grader);
  await new GradingProgram(server.url, made.token).call('GET', '/jobs');
  const answer = await grader.call('GET', '/api/v1/tokens');
  const text = await answer.text();
  expect(text).not.toContain(made.token);
  const known = tokenList.parse(JSON.parse(text)).tokens.find(({ id }) => id === made.id);
  expect(known).toMatchObject({ name: 'ci', scopes: all, usedAt: now.toISOString() });
  expect(server.log.join('')).not.toContain(made.token);
});

test('a token ends when it is revoked, when its time is up, and with the right of its owner to grade', async () => {
  const person = new Person(server.url);
  await person.join((await admin.invite({ role: 'grader' })).code, 'greg');
  const [revoked, old, kept] = [await tokenOf(person), await tokenOf(person, all, 1), await tokenOf(person)];
  const statusOf = async ({ token }: { readonly token: string }) =>
    (await new GradingProgram(server.url, token).call('GET', '/jobs')).status;
  expect(await Promise.all([revoked, old, kept].map(statusOf))).toEqual([200, 200, 200]);
  expect((await grader.call('DELETE', `/api/v1/tokens/${revoked.id}`)).status).toBe(404);
  expect((await person.call('DELETE', `/api/v1/tokens/${revoked.id}`)).status).toBe(204);
  const start = now;
  now = new Date(start.getTime() + 24 * 3_600_000);
  expect(await Promise.all([revoked, old, kept].map(statusOf))).toEqual([401, 401, 200]);
  now = start;
  const { accounts } = (await (await admin.call('GET', '/api/accounts')).json()) as {
    accounts: { id: string; email: string }[];
  };
  const id = accounts.find(({ email }) => email === 'greg@example.com')?.id ?? '';
  await admin.call('POST', `/api/accounts/${id}`, { role: 'learner' });
  expect(await statusOf(kept)).toBe(401);
  await admin.call('POST', `/api/accounts/${id}`, { role: 'grader' });
  expect(await statusOf(kept)).toBe(200);
  expect((await admin.call('DELETE', `/api/v1/tokens/${kept.id}`)).status).toBe(204);
  expect(await statusOf(kept)).toBe(401);
});

test('what is done with tokens is in the audit log, under their names', async () => {
  const { id, token } = await tokenOf(grader);
  const { id: job } = await new GradingProgram(server.url, token).grade(await submission('x'));
  const weak = new GradingProgram(server.url, (await tokenOf(grader, ['jobs:read'])).token);
  await weak.call('POST', `/jobs/${job}/cancel`);
  const { events } = await read(auditList, admin.call('GET', '/api/audit'));
  const found = events.map(({ action, target, actorName, allowed }) => ({
    action,
    target,
    actorName,
    allowed,
  }));
  expect(found).toEqual(
    expect.arrayContaining([
      { action: 'token.make', target: id, actorName: 'grete', allowed: true },
      { action: 'job.grade', target: job, actorName: 'grete (token ci)', allowed: true },
      { action: 'job.cancel', target: null, actorName: 'grete (token ci)', allowed: false },
    ]),
  );
  expect(JSON.stringify(events)).not.toContain(token);
});

test('guessing tokens and asking without end are refused with when to come back', async () => {
  await using own = await startTestServer();
  const guesser = new GradingProgram(own.url, 'kindlab_guess');
  const guesses = await Promise.all(Array.from({ length: 61 }, () => guesser.call('GET', '/jobs')));
  expect(guesses.filter(({ status }) => status === 401)).toHaveLength(60);
  const [refused] = guesses.filter(({ status }) => status === 429);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(800);
  const busy = new GradingProgram(own.url);
  const asked = await Promise.all(Array.from({ length: 601 }, () => busy.call('GET', '/webhooks')));
  expect(asked.filter(({ status }) => status === 429)).toHaveLength(1);
});
