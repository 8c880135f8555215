import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { inviteList, joinOffer, sessionList } from '#site/protocol/accounts.ts';
import { problem } from '#site/protocol/api.ts';
import { codeOf, goodPassword, newcomer, Person, read, signIn, startWithAdmin, whoIs } from './people.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { openSocket, readyAttempt, ticketUrl } from './terminal-client.ts';
import { until } from './until.ts';

let server: TestServer;
let admin: Person;

beforeAll(async () => {
  ({ server, admin } = await startWithAdmin());
});
afterAll(() => server[Symbol.asyncDispose]());

describe('the way in', () => {
  test('without signing in, only the calls about signing in answer', async () => {
    const nobody = new Person(server.url);
    expect(await whoIs(nobody)).toBeNull();
    expect((await nobody.call('GET', '/api/health')).status).toBe(200);
    for (const [method, to] of [
      ['GET', '/api/labs/static-sync'],
      ['POST', '/api/labs/static-sync/attempt'],
      ['GET', '/api/progress'],
      ['GET', '/api/quizzes/sample'],
      ['GET', '/api/runtime'],
      ['GET', '/api/sessions'],
      ['GET', '/api/accounts'],
      ['GET', '/api/no-such-call'],
      ['POST', '/api/session/x'],
    ] as const) {
      const answer = await nobody.call(method, to);
      expect(answer.status, to).toBe(401);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect((await read(problem, answer)).hint).toContain('/sign-in/');
    }
  });

  test('the link on the console makes one administrator, once', async () => {
    expect(await whoIs(admin)).toMatchObject({ email: 'root@example.com', role: 'admin' });
    const second = await new Person(server.url).join(codeOf(server.server.firstAdminLink), 'root2');
    expect(second.status).toBe(410);
  });

  test('the cookie is out of reach of scripts and other sites, and is none of what came before', async () => {
    const person = await newcomer(admin, 'fixed');
    const before = person.cookie;
    const answer = await signIn(person, 'fixed');
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
    expect(person.cookie).not.toBe(before);
    expect(await whoIs(new Person(server.url, before))).toBeNull();
    const planted = new Person(server.url, 'kindlab-session=planted');
    await signIn(planted, 'fixed');
    expect(await whoIs(new Person(server.url, 'kindlab-session=planted'))).toBeNull();
    expect(await whoIs(planted)).toMatchObject({ name: 'fixed' });
  });

  test('a session that somebody planted before is nobody’s after the sign-in', async () => {
    const mallory = await newcomer(admin, 'mallory');
    await newcomer(admin, 'planted-on');
    const { code } = await admin.invite({});
    const hers = mallory.cookie ?? '';
    const madeUp = `kindlab-session=${'A'.repeat(43)}`;
    for (const [planted, enter] of [
      [madeUp, (victim: Person) => signIn(victim, 'planted-on')],
      [hers, (victim: Person) => signIn(victim, 'planted-on')],
      [madeUp, (victim: Person) => victim.join(code, 'planted-anew')],
    ] as const) {
      const victim = new Person(server.url, planted);
      expect((await enter(victim)).ok).toBe(true);
      expect(victim.cookie).toMatch(/^kindlab-session=[\w-]{43}$/);
      expect(victim.cookie).not.toBe(planted);
      expect((await whoIs(victim))?.name).toMatch(/^planted-/);
      expect(await whoIs(new Person(server.url, planted))).toBeNull();
    }
    // Only the browser that held it was signed in with it: what else she has goes on.
    expect((await signIn(mallory, 'mallory')).status).toBe(200);
    const there = new Person(server.url);
    await signIn(there, 'mallory');
    await signIn(new Person(server.url, mallory.cookie), 'planted-on');
    expect([await whoIs(mallory), (await whoIs(there))?.name]).toEqual([null, 'mallory']);
  });

  test('behind a proxy with HTTPS the cookie is bound to this very host', async () => {
    const origin = 'https://lab.example';
    await using proxied = await startTestServer({ options: { auth: 'accounts', allowedOrigins: [origin] } });
    expect(proxied.server.firstAdminLink).toMatch(/^https:\/\/lab\.example\/join\/#/);
    const body = {
      code: codeOf(proxied.server.firstAdminLink),
      person: { email: 'root@example.com', name: 'root', password: goodPassword },
    };
    const asked = request({
      host: '127.0.0.1',
      port: proxied.server.port,
      method: 'POST',
      path: '/api/join',
      headers: { host: 'lab.example', origin, 'content-type': 'application/json' },
    });
    asked.end(JSON.stringify(body));
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^__Host-kindlab-session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test('a sign-in from another site is refused', async () => {
    const answer = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { origin: 'http://evil.example', 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'root@example.com', password: goodPassword }),
    });
    expect(answer.status).toBe(403);
  });

  test('a wrong password and an unknown address get the same answer; guessing ends soon', async () => {
    await newcomer(admin, 'guessed');
    const guesser = new Person(server.url);
    const wrong = await signIn(guesser, 'guessed', 'not the password');
    const unknown = await signIn(guesser, 'nobody-at-all', 'not the password');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.text()).toBe(await unknown.text());
    for (let guess = 1; guess < 10; guess += 1) await signIn(guesser, 'guessed', `guess ${guess}`);
    const locked = await signIn(guesser, 'guessed');
    expect(locked.status).toBe(429);
    expect((await read(problem, locked)).hint).toMatch(/Wait 15 minutes/);
    expect((await signIn(guesser, 'root')).status).toBe(200);
  });
});

describe('codes', () => {
  test('say what they are good for without being used up, then let one person in', async () => {
    const { code, link } = await admin.invite({ role: 'grader', email: 'grete@example.com', name: 'Grete' });
    expect(link).toBe(`${server.url}/join/#${code}`);
    const grete = new Person(server.url);
    const offer = await read(joinOffer, grete.call('POST', '/api/join/look', { code }));
    expect(offer).toEqual({
      role: 'grader',
      cohort: null,
      email: 'grete@example.com',
      name: 'Grete',
      signedIn: false,
    });
    expect((await grete.join(code, 'somebody-else')).status).toBe(403);
    expect((await grete.join(code, 'grete')).status).toBe(201);
    expect((await new Person(server.url).join(code, 'late')).status).toBe(410);
  });

  test('a refused person uses nothing up', async () => {
    const { code } = await admin.invite({});
    const person = { email: 'weak@example.com', name: 'weak', password: 'short' };
    const weak = await admin.call('POST', '/api/join', { code, person });
    expect((await read(problem, weak)).detail).toContain('5 characters');
    expect((await new Person(server.url).join(code, 'root')).status).toBe(409);
    expect((await new Person(server.url).join(code, 'strong')).status).toBe(201);
  });

  test('raise the role of somebody who has an account, in a new session', async () => {
    const person = await newcomer(admin, 'rising');
    const before = person.cookie;
    const { code } = await admin.invite({ role: 'instructor' });
    expect((await person.call('POST', '/api/join', { code })).status).toBe(200);
    expect(await whoIs(person)).toMatchObject({ role: 'instructor' });
    expect(await whoIs(new Person(server.url, before))).toBeNull();
    await person.call('POST', '/api/join', { code: (await admin.invite({})).code });
    expect(await whoIs(person)).toMatchObject({ role: 'instructor' });
  });

  test('can be taken back', async () => {
    const { id, code } = await admin.invite({});
    const { invites } = await read(inviteList, admin.call('GET', '/api/invites'));
    expect(invites[0]).toMatchObject({ id, role: 'learner', usesLeft: 1 });
    expect((await admin.call('DELETE', `/api/invites/${id}`)).status).toBe(204);
    expect((await new Person(server.url).join(code, 'refused')).status).toBe(404);
    expect((await admin.call('DELETE', `/api/invites/${id}`)).status).toBe(404);
  });
});

test('guessing codes ends soon, for looking and for joining alike, and not for who has one already', async () => {
  const { server: other, admin: root } = await startWithAdmin();
  onTestFinished(() => other[Symbol.asyncDispose]());
  const { code } = await root.invite({ uses: 5 });
  const guesser = new Person(other.url);
  const guess = (at: number, body: object = {}): Promise<Response> =>
    guesser.call('POST', at % 2 === 0 ? '/api/join/look' : '/api/join', { ...body, code: `GUESS-${at}` });
  const person = { email: 'guesser@example.com', name: 'guesser', password: goodPassword };
  // A right one between costs nothing and gives nothing back.
  for (let at = 0; at < 20; at += 1) {
    expect((await guess(at, at % 2 === 0 ? {} : { person })).status, String(at)).toBe(404);
    if (at < 19) expect((await guesser.call('POST', '/api/join/look', { code })).status).toBe(200);
  }
  const locked = await guess(20);
  expect(locked.status).toBe(429);
  expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(60);
  expect((await guesser.join(code, 'lucky')).status, 'not even with a right one').toBe(429);
  expect(await whoIs(root)).toMatchObject({ name: 'root' });
  expect((await signIn(new Person(other.url), 'root')).status).toBe(200);
});

describe('sessions', () => {
  test('are listed and can be ended one by one or all at once', async () => {
    const here = await newcomer(admin, 'roaming');
    const [there, elsewhere] = [new Person(server.url), new Person(server.url)];
    await signIn(there, 'roaming');
    await signIn(elsewhere, 'roaming');
    const { sessions } = await read(sessionList, here.call('GET', '/api/sessions'));
    expect(sessions).toHaveLength(3);
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
    const other = sessions.find(({ current }) => !current)?.id ?? '';
    expect((await admin.call('DELETE', `/api/sessions/${other}`)).status).toBe(404);
    expect((await here.call('DELETE', `/api/sessions/${other}`)).status).toBe(204);
    expect((await here.call('DELETE', '/api/sessions')).status).toBe(204);
    expect([await whoIs(there), await whoIs(elsewhere)]).toEqual([null, null]);
    expect((await here.call('DELETE', '/api/session')).status).toBe(204);
    expect(here.cookie).toBeUndefined();
  });

  test('a new password needs the present one and ends the other sessions', async () => {
    const here = await newcomer(admin, 'careful');
    const there = new Person(server.url);
    await signIn(there, 'careful');
    const next = 'five other plain words here';
    expect((await here.call('POST', '/api/password', { current: 'wrong', next })).status).toBe(403);
    const weak = await here.call('POST', '/api/password', { current: goodPassword, next: 'careful' });
    expect(weak.status).toBe(400);
    expect((await here.call('POST', '/api/password', { current: goodPassword, next })).status).toBe(204);
    expect(await whoIs(there)).toBeNull();
    expect((await signIn(there, 'careful')).status).toBe(401);
    expect((await signIn(there, 'careful', next)).status).toBe(200);
  });

  test('signing out closes terminals and streams that are open', async () => {
    const person = await newcomer(admin, 'leaving');
    const attempt = await readyAttempt(person);
    const socket = openSocket(person, await ticketUrl(person, attempt));
    let closed = 0;
    socket.on('close', () => (closed += 1));
    const stream = await fetch(`${server.url}/api/attempts/${attempt}/events`, { headers: person.headers });
    const unused = await ticketUrl(person, attempt, 'two');
    await until('the socket', () => (socket.readyState === socket.OPEN ? true : undefined));
    await person.call('DELETE', '/api/session');
    await until('the close', () => (closed === 1 ? true : undefined));
    await stream.text();
    const late = openSocket(person, unused);
    late.on('error', () => (closed += 1));
    await until('the refusal', () => (closed === 2 ? true : undefined));
  });
});

test('without accounts everything works as the one local learner, and nobody can sign in', async () => {
  await using plain = await startTestServer();
  const person = new Person(plain.url);
  expect(await whoIs(person)).toMatchObject({ id: 'local', role: 'learner' });
  expect((await person.call('GET', '/api/labs/static-sync')).status).toBe(200);
  for (const [method, to, body] of [
    ['POST', '/api/session', { email: 'a@example.com', password: 'x' }],
    ['POST', '/api/join', { code: 'x' }],
    ['GET', '/api/sessions', undefined],
    ['GET', '/api/cohorts', undefined],
    ['GET', '/api/cohorts/x/room', undefined],
  ] as const)
    expect((await person.call(method, to, body)).status, to).toBe(409);
  expect((await person.call('GET', '/api/accounts')).status).toBe(403);
  expect(plain.server.firstAdminLink).toBeUndefined();
});
