import { expect, onTestFinished, test } from 'vitest';
import { sessionList } from '#site/protocol/accounts.ts';
import { newcomer, Person, read, signIn, startWithAdmin, whoIs } from './people.ts';
import type { TestServer } from './start-test-server.ts';

/** Somebody whose requests come with this `X-Forwarded-For`. */
class Forwarded extends Person {
  readonly #by: () => string;

  constructor(server: TestServer, by: () => string) {
    super(server.url);
    this.#by = by;
  }

  override get headers(): Record<string, string> {
    return { ...super.headers, 'x-forwarded-for': this.#by() };
  }
}

/** As many wrong codes as one address has. */
async function guessCodes(guesser: Person): Promise<void> {
  for (let at = 0; at < 20; at += 1) {
    const answer = await guesser.call('POST', '/api/join/look', { code: `GUESS-${String(at)}` });
    expect(answer.status).toBe(404);
  }
}

/** As many wrong passwords as one address has for one person. */
async function guessPasswords(guesser: Person, name: string): Promise<void> {
  for (let at = 0; at < 10; at += 1)
    expect((await signIn(guesser, name, `guess ${String(at)}`)).status).toBe(401);
}

test('behind a proxy, who guesses is stopped and the others get in', async () => {
  const { server, admin } = await startWithAdmin({ options: { trustedProxies: ['127.0.0.0/8', '::1'] } });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const { code } = await admin.invite({ uses: 3 });
  await newcomer(admin, 'ada');
  let written = 0;
  // Whatever a client writes itself stands left of what the proxy appends.
  const guesser = new Forwarded(server, () => `198.51.100.${String((written += 1))}, 203.0.113.1`);
  await guessCodes(guesser);
  await guessPasswords(guesser, 'ada');
  expect((await guesser.call('POST', '/api/join/look', { code })).status).toBe(429);
  expect((await signIn(guesser, 'ada')).status).toBe(429);

  const bob = new Forwarded(server, () => '203.0.113.2');
  expect((await bob.join(code, 'bob')).status).toBe(201);
  const ada = new Forwarded(server, () => '203.0.113.3');
  expect((await signIn(ada, 'ada')).status).toBe(200);
  expect(await whoIs(ada)).toMatchObject({ name: 'ada' });
  const { sessions } = await read(sessionList, ada.call('GET', '/api/sessions'));
  expect(sessions.find(({ current }) => current)?.address).toBe('203.0.113.3');
});

test('nobody but a trusted proxy can say to be somebody else', async () => {
  const { server, admin } = await startWithAdmin({ options: { trustedProxies: ['203.0.113.0/24'] } });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const { code } = await admin.invite({ uses: 3 });
  let written = 0;
  const forger = new Forwarded(server, () => `203.0.113.${String((written += 1) % 250)}`);
  await guessCodes(forger);
  expect((await forger.call('POST', '/api/join/look', { code })).status).toBe(429);
});
