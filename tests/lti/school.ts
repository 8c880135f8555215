import { expect, vi } from 'vitest';
import { ltiCommand } from '#site/cli/lti-command.ts';
import { platformList } from '#site/protocol/lti.ts';
import { Person, read, startWithAdmin, type Staffed } from '#tests/server/people.ts';
import { roleOf, TestPlatform } from './test-platform.ts';

export interface Begun {
  readonly cookie: string;
  readonly state: string;
  readonly nonce: string;
}

/** A server, and a platform that was registered there by the command line, with a teacher and two learners. */
export class School implements AsyncDisposable {
  readonly platform: TestPlatform;
  readonly staffed: Staffed;

  private constructor(platform: TestPlatform, staffed: Staffed) {
    this.platform = platform;
    this.staffed = staffed;
  }

  /** `databaseUrl`: absent, the server brings its own. */
  static async open(databaseUrl?: string): Promise<School> {
    const known: { url?: string } = {};
    const platform = await TestPlatform.start(() => known.url ?? '');
    const staffed = await startWithAdmin({
      options: { databaseUrl },
      deps: { timing: { retryMs: 1 } },
    });
    known.url = staffed.server.url;
    const { users, links } = platform;
    users.set('tess', { sub: 'u-1', name: 'Tess', email: 'tess@school.example', roles: roleOf.teacher });
    users.set('ada', { sub: 'u-2', name: 'Ada', email: 'ada@school.example', roles: roleOf.learner });
    users.set('shy', { sub: 'u-3', roles: roleOf.learner });
    links.set('lab', { lab: 'static-sync', lineItem: true });
    links.set('later', { lab: 'static-sync', lineItem: false });
    const school = new School(platform, staffed);
    await school.#register();
    return school;
  }

  get url(): string {
    return this.staffed.server.url;
  }

  async begin(user = 'ada', link = 'lab'): Promise<Begun> {
    const query = this.platform.login(user, link);
    const answer = await fetch(`${this.url}/api/lti/login?${query.toString()}`, { redirect: 'manual' });
    expect(answer.status, await answer.clone().text()).toBe(302);
    const set = answer.headers.getSetCookie()[0] ?? '';
    expect(set).toMatch(/HttpOnly; Secure; SameSite=None/);
    const to = new URL(answer.headers.get('location') ?? '');
    expect(to.origin).toBe(this.platform.origin);
    return {
      cookie: set.split(';')[0] ?? '',
      state: to.searchParams.get('state') ?? '',
      nonce: to.searchParams.get('nonce') ?? '',
    };
  }

  post({ cookie, state }: Pick<Begun, 'cookie' | 'state'>, id_token: string): Promise<Response> {
    return fetch(`${this.url}/api/lti/launch`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: this.platform.origin, cookie },
      body: new URLSearchParams({ state, id_token }),
    });
  }

  /** The whole way of a browser; answers who came in, and where. */
  async launch(user: string, link = 'lab', visitor = new Person(this.url)) {
    const begun = await this.begin(user, link);
    const posted = await this.post(begun, await this.platform.token(user, link, begun.nonce));
    expect(posted.status, await posted.clone().text()).toBe(303);
    const arrival = posted.headers.getSetCookie().find((each) => each.startsWith('kindlab-lti-arrival='));
    const cookies = [arrival?.split(';')[0], visitor.cookie].filter((each) => each !== undefined);
    const entered = await fetch(`${this.url}/api/lti/enter`, {
      redirect: 'manual',
      headers: { cookie: cookies.join('; ') },
    });
    const session = entered.headers.getSetCookie().find((each) => each.startsWith('kindlab-session='));
    const person = new Person(this.url, session?.split(';')[0]);
    const page = entered.headers.get('location');
    return { status: entered.status, text: await entered.text(), page, person };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.staffed.server[Symbol.asyncDispose]();
    await this.platform[Symbol.asyncDispose]();
  }

  async #register(): Promise<void> {
    const { name, issuer, clientId, loginUrl, tokenUrl, keysUrl, deployments } = this.platform.registration;
    const said: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)));
    try {
      await ltiCommand().parseAsync(
        [
          ...['add', '--name', name, '--issuer', issuer, '--client-id', clientId, '--login-url', loginUrl],
          ...['--token-url', tokenUrl, '--keys-url', keysUrl, '--deployment', ...deployments],
          ...['--data-dir', this.staffed.server.dataDir],
        ],
        { from: 'user' },
      );
    } finally {
      log.mockRestore();
    }
    expect(said.join('\n')).toContain('School');
    const { tool } = await read(platformList, this.staffed.admin.call('GET', '/api/lti/platforms'));
    expect(tool.launch).toBe(`${this.url}/api/lti/launch`);
  }
}
