import type { z } from 'zod';
import {
  madeInvite,
  sessionView,
  type MadeInvite,
  type NewInvite,
  type SessionView,
} from '#site/protocol/accounts.ts';
import {
  startTestServer,
  type Reachable,
  type TestServer,
  type TestServerOptions,
} from './start-test-server.ts';

const answerMs = 120_000;
export const goodPassword = 'four plain words here';

/** A browser without pages: keeps its cookie and sends what our own pages would. */
export class Person implements Reachable {
  readonly url: string;
  cookie: string | undefined;

  constructor(url: string, cookie?: string) {
    this.url = url;
    this.cookie = cookie;
  }

  async call(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { origin: this.url, ...this.headers, ...(body === undefined ? {} : json) },
      signal: AbortSignal.timeout(answerMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const set = answer.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
    for (const cookie of set) this.cookie = cookie.endsWith('=') ? undefined : cookie;
    return answer;
  }

  get headers(): Record<string, string> {
    return this.cookie === undefined ? {} : { cookie: this.cookie };
  }

  async join(code: string, name: string): Promise<Response> {
    const person = { email: `${name}@example.com`, name, password: goodPassword };
    return this.call('POST', '/api/join', { code, person });
  }

  async invite(wanted: Partial<NewInvite>): Promise<MadeInvite> {
    return madeInvite.parse(await (await this.call('POST', '/api/invites', wanted)).json());
  }
}

const json = { 'content-type': 'application/json' };

export interface Staffed {
  readonly server: TestServer;
  readonly admin: Person;
}

/** A server with accounts, and its first administrator, who came by the link on the console. */
export async function startWithAdmin(given: TestServerOptions = {}): Promise<Staffed> {
  const server = await startTestServer({ ...given, options: { auth: 'accounts', ...given.options } });
  const admin = new Person(server.url);
  const answer = await admin.join(codeOf(server.server.firstAdminLink), 'root');
  if (answer.status !== 201) throw new Error(await answer.text());
  return { server, admin };
}

export function codeOf(link: string | undefined): string {
  return link?.split('#')[1] ?? '';
}

export async function read<T>(schema: z.ZodType<T>, answer: Promise<Response> | Response): Promise<T> {
  return schema.parse(await (await answer).json());
}

/** Somebody new, invited by this administrator. */
export async function newcomer(
  admin: Person,
  name: string,
  role: 'instructor' | 'learner' = 'learner',
): Promise<Person> {
  const person = new Person(admin.url);
  const answer = await person.join((await admin.invite({ role })).code, name);
  if (answer.status !== 201) throw new Error(await answer.text());
  return person;
}

export async function whoIs(person: Person): Promise<SessionView['viewer']> {
  return (await read(sessionView, person.call('GET', '/api/session'))).viewer;
}

export function signIn(person: Person, name: string, password = goodPassword): Promise<Response> {
  return person.call('POST', '/api/session', { email: `${name}@example.com`, password });
}
