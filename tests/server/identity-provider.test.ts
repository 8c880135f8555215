import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newcomer, Person, startWithAdmin, whoIs } from './people.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';

const secret = 'a secret between the two servers';
let http: Server;
let issuer: string;
let server: TestServer;
let admin: Person;

/** Follows redirects and fills in the provider's own development forms, with one cookie jar per host. */
class Browser {
  readonly #jars = new Map<string, Map<string, string>>();
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** Where a walk ends: the first page of ours that is no redirect. */
  async walk(from: string, rewrite: (url: URL) => URL = (url) => url): Promise<URL> {
    let url = new URL(from);
    for (let hops = 0; hops < 15; hops += 1) {
      const answer = await this.#fetch(rewrite(url));
      const next = await this.#next(answer, url);
      if (next === undefined) return url;
      url = next;
    }
    throw new Error(`too many redirects, now at ${url.href}`);
  }

  cookieFor(host: string): string {
    return [...(this.#jars.get(host) ?? [])].map((pair) => pair.join('=')).join('; ');
  }

  async #next(answer: Response, at: URL): Promise<URL | undefined> {
    const location = answer.headers.get('location');
    if (location !== null) return new URL(location, at);
    const form = /<form[^>]+action="([^"]+)"/.exec(await answer.text())?.[1];
    if (at.origin !== issuer || form === undefined) return undefined;
    const prompt = at.pathname.startsWith('/interaction/')
      ? await this.#submit(new URL(form, at))
      : undefined;
    return prompt === undefined ? undefined : this.#next(prompt, at);
  }

  /** The provider takes fields that a prompt does not need. */
  async #submit(action: URL): Promise<Response> {
    for (const prompt of ['login', 'consent']) {
      const body = new URLSearchParams({ prompt, login: this.#name, password: 'any' });
      const answer = await this.#fetch(action, { method: 'POST', body });
      if (answer.status < 400) return answer;
    }
    throw new Error('the provider took neither a login nor a consent');
  }

  async #fetch(url: URL, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { cookie: this.cookieFor(url.host) },
    });
    const jar = this.#jars.get(url.host) ?? new Map<string, string>();
    this.#jars.set(url.host, jar);
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }
}

beforeAll(async () => {
  http = createServer();
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const oidc = { issuer, clientId: 'kindlab', clientSecret: secret, name: 'Example Ltd' };
  ({ server, admin } = await startWithAdmin({ options: { oidc } }));
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'kindlab',
        client_secret: secret,
        redirect_uris: [`${server.url}/api/sign-in/oidc/callback`],
      },
    ],
    claims: { email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: `${id} of Example`,
        email: `${id.replace('unverified-', '')}@example.com`,
        email_verified: !id.startsWith('unverified-'),
      }),
    }),
  });
  const answer = provider.callback();
  http.on('request', (request, response) => void answer(request, response));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  http.close();
  http.closeAllConnections();
});

async function signedInAs(browser: Browser): Promise<Awaited<ReturnType<typeof whoIs>>> {
  return whoIs(new Person(server.url, browser.cookieFor(new URL(server.url).host)));
}

function begin(next = '/course/'): string {
  return `${server.url}/api/sign-in/oidc?next=${encodeURIComponent(next)}`;
}

test('somebody who was invited by address gets an account with that role, and comes back to it', async () => {
  await admin.invite({ role: 'instructor', email: 'Ina@example.com' });
  const first = new Browser('ina');
  expect((await first.walk(begin('/labs/static-sync/'))).href).toBe(`${server.url}/labs/static-sync/`);
  const viewer = await signedInAs(first);
  expect(viewer).toMatchObject({ name: 'ina of Example', role: 'instructor', hasPassword: false });
  const second = new Browser('ina');
  await second.walk(begin());
  expect((await signedInAs(second))?.id).toBe(viewer?.id);
});

test('an account from before is found by a verified address, and by no other', async () => {
  await newcomer(admin, 'vera');
  const unverified = new Browser('unverified-vera');
  expect((await unverified.walk(begin())).search).toBe('?problem=unknown');
  expect(await signedInAs(unverified)).toBeNull();
  const verified = new Browser('vera');
  await verified.walk(begin());
  expect(await signedInAs(verified)).toMatchObject({ email: 'vera@example.com', hasPassword: true });
});

test('whom nobody invited is told so; a disabled account stays out', async () => {
  const stranger = new Browser('stranger');
  const end = await stranger.walk(begin());
  expect(end.pathname + end.search).toBe('/sign-in/?problem=unknown');
  const person = await newcomer(admin, 'former');
  const id = (await whoIs(person))?.id ?? '';
  await admin.call('POST', `/api/accounts/${id}`, { disabled: true });
  expect((await new Browser('former').walk(begin())).search).toBe('?problem=unknown');
});

test.each([
  ['the state is not ours', (url: URL) => url.searchParams.set('state', 'forged')],
  ["the code is not the provider's", (url: URL) => url.searchParams.set('code', 'forged')],
  ['the provider says no', (url: URL) => url.searchParams.set('error', 'access_denied')],
  ['another issuer answers', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
])('nobody is signed in when %s', async (_, forge) => {
  const browser = new Browser('vera');
  const end = await browser.walk(begin(), (url) => {
    const changed = new URL(url);
    if (changed.pathname.endsWith('/callback')) forge(changed);
    return changed;
  });
  expect(end.search).toBe('?problem=provider');
  expect(await signedInAs(browser)).toBeNull();
});

test('an answer that was asked for by another browser is worth nothing', async () => {
  const victim = new Browser('vera');
  let answer = '';
  await victim.walk(begin(), (url) => {
    if (!url.pathname.endsWith('/callback')) return url;
    answer = url.href;
    return new URL('/', server.url);
  });
  const other = new Browser('vera');
  expect((await other.walk(answer)).search).toBe('?problem=provider');
  expect(await signedInAs(other)).toBeNull();
});

test('nobody is led away from this site', async () => {
  const end = await new Browser('vera').walk(begin('https://evil.example/'));
  expect(end.href).toBe(`${server.url}/course/`);
});

test('a provider that does not answer is said to, and everything else works', async () => {
  const oidc = { issuer: 'http://127.0.0.1:9', clientId: 'x', clientSecret: 'y', admitAll: true };
  await using alone = await startTestServer({ options: { auth: 'accounts', oidc } });
  const end = await new Browser('vera').walk(`${alone.url}/api/sign-in/oidc`);
  expect(end.search).toBe('?problem=provider');
  const session = await (await new Person(alone.url).call('GET', '/api/session')).json();
  expect(session).toMatchObject({ providers: [{ name: 'your organisation', href: '/api/sign-in/oidc' }] });
});
