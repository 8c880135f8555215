import type { Context } from 'hono';
import type { OperatorKey } from './operator-key.ts';
import type { SessionBook } from './session-book.ts';
import type { SessionCookie } from './session-cookie.ts';
import { localLearner, operator, signInFirst, type Viewer } from './viewer.ts';

export type AuthMode = 'accounts' | 'none';

export interface GateOptions {
  readonly auth: AuthMode;
  readonly sessions: SessionBook;
  readonly cookie: SessionCookie;
  readonly key: OperatorKey;
}

/** Calls that make sense before one is signed in. */
const open = [
  /^\/api\/health$/,
  /^\/api\/session$/,
  /^\/api\/join(\/look)?$/,
  /^\/api\/sign-in\/[a-z0-9-]+(\/callback)?$/,
  // Whether a certificate is true; says nothing without its number.
  /^\/api\/certificates\/[a-z0-9]+$/,
];

/** Finds out who asks, and lets nobody else's calls through. */
export class Gate {
  readonly #options: GateOptions;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Whether the request proves itself by a key that no other site can make a browser send. */
  hasKey(c: Context): boolean {
    const bearer = /^Bearer (\S{1,200})$/.exec(c.req.header('authorization') ?? '')?.[1];
    return bearer !== undefined && this.#options.key.fits(bearer);
  }

  /** `undefined` only for calls that need nobody. Throws a RequestFault 401 where one has to sign in first. */
  async admit(c: Context): Promise<Viewer | undefined> {
    if (this.hasKey(c)) return operator;
    if (this.#options.auth === 'none') return localLearner;
    const { path } = c.req;
    if (!path.startsWith('/api/')) return undefined;
    const token = this.#options.cookie.read(c);
    const viewer = token === undefined ? undefined : await this.#options.sessions.find(token);
    if (viewer === undefined && !open.some((each) => each.test(path))) throw signInFirst();
    return viewer;
  }
}
