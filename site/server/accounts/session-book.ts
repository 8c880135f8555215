import { findAccount, type Account } from '../state/account-rows.ts';
import type { Database } from '../state/open-database.ts';
import {
  deleteOldSessions,
  deleteSessions,
  findSession,
  insertSession,
  listSessions,
  touchSession,
  type Session,
} from '../state/session-rows.ts';
import { hashToken, randomId, randomToken } from './random-id.ts';
import { viewerOf, type Viewer } from './viewer.ts';

/** Where a session was begun, for its owner to recognise it. */
export interface Origin {
  readonly browser: string;
  readonly address: string;
}

/** A session nobody used for this long is over. */
export const idleMs = 3 * 24 * 3_600_000;
/** Longest that a session lives, however much it is used. */
export const longestMs = 14 * 24 * 3_600_000;
const touchEveryMs = 60_000;

/** Who is signed in: rows in the database, found by the hash of a token that only the browser has. */
export class SessionBook {
  readonly #db: Database;
  readonly #now: () => Date;
  readonly #live = new Map<string, AbortController>();

  constructor(db: Database, now: () => Date) {
    this.#db = db;
    this.#now = now;
  }

  /** Always a new token: one that was there before the sign-in is worth nothing after it. */
  async begin(account: Account, { browser, address }: Origin): Promise<string> {
    const token = randomToken();
    const now = this.#now();
    await insertSession(this.#db, hashToken(token), {
      id: randomId(),
      account: account.id,
      createdAt: now,
      seenAt: now,
      expiresAt: new Date(now.getTime() + longestMs),
      browser: browser.slice(0, 200),
      address,
    });
    return token;
  }

  /** `undefined`: unknown, too old, unused for too long, or its account is disabled. */
  async find(token: string): Promise<Viewer | undefined> {
    const session = await findSession(this.#db, hashToken(token));
    if (session === undefined || !this.#isValid(session)) return undefined;
    const account = await findAccount(this.#db, session.account);
    if (account === undefined || account.disabledAt !== undefined) return undefined;
    const now = this.#now();
    if (now.getTime() - session.seenAt.getTime() > touchEveryMs)
      await touchSession(this.#db, session.id, now);
    return viewerOf(account, { id: session.id, gone: this.#signalOf(session.id) });
  }

  list(account: string): Promise<readonly Session[]> {
    return listSessions(this.#db, account);
  }

  /** Answers whether there was such a session of this account. */
  async revoke(account: string, id: string): Promise<boolean> {
    const gone = await deleteSessions(this.#db, account, { only: id });
    this.#end(gone);
    return gone.length > 0;
  }

  /** Ends all of an account's sessions, or all but one. */
  async revokeAll(account: string, except?: string): Promise<void> {
    this.#end(await deleteSessions(this.#db, account, { except }));
  }

  /** Ends what is past its limits, with the streams and sockets that are still open. */
  async sweep(): Promise<void> {
    const now = this.#now();
    const idleSince = new Date(now.getTime() - idleMs);
    this.#end(await deleteOldSessions(this.#db, { now, idleSince }));
  }

  #isValid({ expiresAt, seenAt }: Session): boolean {
    const now = this.#now().getTime();
    return now < expiresAt.getTime() && now - seenAt.getTime() < idleMs;
  }

  #signalOf(id: string): AbortSignal {
    const known = this.#live.get(id) ?? new AbortController();
    this.#live.set(id, known);
    return known.signal;
  }

  #end(ids: readonly string[]): void {
    for (const id of ids) {
      this.#live.get(id)?.abort();
      this.#live.delete(id);
    }
  }
}
