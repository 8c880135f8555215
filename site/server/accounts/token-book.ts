import type { NewToken, Scope } from '../grader-api/messages.ts';
import { findAccount } from '../state/account-rows.ts';
import type { Database } from '../state/open-database.ts';
import {
  deleteExpiredTokens,
  deleteToken,
  findToken,
  insertToken,
  listTokens,
  touchToken,
  type ApiToken,
} from '../state/token-rows.ts';
import type { AuthMode } from './gate.ts';
import { hashToken, randomId, randomToken } from './random-id.ts';
import { isStaff, localLearner, operator, viewerOf, type Viewer } from './viewer.ts';

const dayMs = 24 * 3_600_000;
const touchEveryMs = 60_000;
/** Lets secret scanners and people recognise one. */
const prefix = 'kindlab_';

export interface IssuedToken {
  readonly token: ApiToken;
  /** Shown once: only its hash is kept. */
  readonly secret: string;
}

/** What programs identify themselves by: for some calls only, for a while, and revocable one by one. */
export class TokenBook {
  readonly #db: Database;
  readonly #auth: AuthMode;
  readonly #now: () => Date;

  constructor(db: Database, auth: AuthMode, now: () => Date) {
    this.#db = db;
    this.#auth = auth;
    this.#now = now;
  }

  async issue(owner: string, { name, scopes, days }: NewToken): Promise<IssuedToken> {
    const now = this.#now();
    await deleteExpiredTokens(this.#db, now);
    const secret = `${prefix}${randomToken()}`;
    const token: ApiToken = {
      id: randomId(),
      owner,
      name,
      scopes: [...new Set<Scope>(scopes)],
      createdAt: now,
      expiresAt: new Date(now.getTime() + days * dayMs),
      usedAt: undefined,
    };
    await insertToken(this.#db, hashToken(secret), token);
    return { token, secret };
  }

  list(owner: string): Promise<readonly ApiToken[]> {
    return listTokens(this.#db, owner);
  }

  /** Answers whether there was such a token; an administrator may revoke anybody's. */
  revoke(id: string, by: Viewer): Promise<boolean> {
    return deleteToken(this.#db, id, by.role === 'admin' ? undefined : by.id);
  }

  /** `undefined`: unknown, revoked, too old, or its owner may grade no longer. */
  async find(secret: string): Promise<Viewer | undefined> {
    if (!secret.startsWith(prefix)) return undefined;
    const token = await findToken(this.#db, hashToken(secret));
    const now = this.#now();
    if (token === undefined || now >= token.expiresAt) return undefined;
    const owner = await this.#ownerOf(token);
    if (owner === undefined) return undefined;
    if (now.getTime() - (token.usedAt?.getTime() ?? 0) > touchEveryMs)
      await touchToken(this.#db, token.id, now);
    return { ...owner, token: { id: token.id, name: token.name, scopes: new Set(token.scopes) } };
  }

  async #ownerOf({ owner }: ApiToken): Promise<Viewer | undefined> {
    if (owner === operator.id) return operator;
    if (owner === localLearner.id) return this.#auth === 'none' ? localLearner : undefined;
    const account = await findAccount(this.#db, owner);
    if (account === undefined || account.disabledAt !== undefined) return undefined;
    const viewer = viewerOf(account);
    return isStaff(viewer) ? viewer : undefined;
  }
}
