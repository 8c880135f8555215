import type { Context } from 'hono';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope } from '../http/app.ts';
import { addressOf } from '../http/client-of.ts';
import type { OperatorKey } from './operator-key.ts';
import { rateLimit } from './rate-limits.ts';
import type { SessionBook } from './session-book.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { TokenBook } from './token-book.ts';
import { localLearner, operator, signInFirst, type Viewer } from './viewer.ts';

export type AuthMode = 'accounts' | 'none';

export interface GateOptions {
  readonly auth: AuthMode;
  readonly sessions: SessionBook;
  readonly cookie: SessionCookie;
  readonly key: OperatorKey;
  readonly tokens: TokenBook;
}

/** Calls that make sense before one is signed in. */
const open = [
  /^\/api\/health$/,
  /^\/api\/v1\/openapi\.json$/,
  /^\/api\/session$/,
  /^\/api\/join(\/look)?$/,
  /^\/api\/sign-in\/[a-z0-9-]+(\/callback)?$/,
  // Where learning platforms send browsers, and fetch our keys.
  /^\/api\/lti\/(login|launch|enter|pick|keys)$/,
  // Whether a certificate is true; says nothing without its number.
  /^\/api\/certificates\/[a-z0-9]+$/,
];

/** The one part of the API that tokens are good for. */
const forTokens = '/api/v1/';

/** Finds out who asks, and lets nobody else's calls through. */
export class Gate {
  readonly #options: GateOptions;
  readonly #guesses = rateLimit(60, 15);

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /**
   * Who proves themselves by a key or token, which no other site can make a browser send; `undefined`: the request has
   * none. Throws a RequestFault 401 for a token that is worth nothing.
   */
  async byKey(c: Context<RequestScope>): Promise<Viewer | undefined> {
    const bearer = /^Bearer (\S{1,200})$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (bearer === undefined) return undefined;
    if (this.#options.key.fits(bearer)) return operator;
    if (!c.req.path.startsWith(forTokens)) return undefined;
    return this.#guesses.guess([addressOf(c)], async () => {
      const viewer = await this.#options.tokens.find(bearer);
      if (viewer === undefined) throw badToken();
      return viewer;
    });
  }

  /** `undefined` only for calls that need nobody. Throws a RequestFault 401 where one has to sign in first. */
  async admit(c: Context): Promise<Viewer | undefined> {
    if (this.#options.auth === 'none') return localLearner;
    const { path } = c.req;
    if (!path.startsWith('/api/')) return undefined;
    const token = this.#options.cookie.read(c);
    const viewer = token === undefined ? undefined : await this.#options.sessions.find(token);
    if (viewer === undefined && !open.some((each) => each.test(path))) throw signInFirst();
    return viewer;
  }
}

function badToken(): RequestFault {
  return new RequestFault(401, {
    code: 'NOT_ALLOWED',
    message: 'This token is unknown, revoked or too old, or its owner may not grade any more.',
    hint: 'Make a new one: `kindlab token create`, or `POST /api/v1/tokens` when signed in.',
  });
}
