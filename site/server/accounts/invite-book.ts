import { randomInt } from 'node:crypto';
import type { NewInvite } from '#site/protocol/accounts.ts';
import { RequestFault } from '../fault-to-response.ts';
import { deleteInvitesBy, findInvite, insertInvite, takeInvite, type Invite } from '../state/invite-rows.ts';
import type { Database } from '../state/open-database.ts';
import { hashToken, randomId } from './random-id.ts';

export interface WantedInvite extends NewInvite {
  /** The cohort that it leads into. */
  readonly cohort?: string | undefined;
}

export interface IssuedInvite {
  readonly invite: Invite;
  /** Shown once: only its hash is kept. */
  readonly code: string;
}

/** No letter or digit that looks like another. */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const codeLength = 12;
const dayMs = 24 * 3_600_000;
const firstAdmin = 'console';

/** Codes that let people in: read from a slip of paper, or carried by a link. Some 59 bits, and few tries to guess. */
export class InviteBook {
  readonly #db: Database;
  readonly #now: () => Date;

  constructor(db: Database, now: () => Date) {
    this.#db = db;
    this.#now = now;
  }

  async issue(wanted: WantedInvite, createdBy: string, db = this.#db): Promise<IssuedInvite> {
    const code = newCode();
    const now = this.#now();
    const invite: Invite = {
      id: randomId(),
      role: wanted.role,
      cohort: wanted.cohort,
      email: wanted.email,
      name: wanted.name,
      createdBy,
      createdAt: now,
      expiresAt: new Date(now.getTime() + wanted.days * dayMs),
      usesLeft: wanted.uses,
    };
    await insertInvite(db, hashToken(normal(code)), invite);
    return { invite, code };
  }

  /** For a server that has no administrator yet; an earlier one is worth nothing any more. */
  async issueFirstAdmin(): Promise<IssuedInvite> {
    await deleteInvitesBy(this.#db, firstAdmin);
    return this.issue({ role: 'admin', uses: 1, days: 1 }, firstAdmin);
  }

  /** Throws a RequestFault that says whether the code is unknown, used or too old. */
  async get(code: string): Promise<Invite> {
    const invite = await findInvite(this.#db, hashToken(normal(code)));
    if (invite === undefined)
      throw refused(404, 'There is no such code.', 'Look whether it was typed as it is written');
    if (invite.expiresAt <= this.#now())
      throw refused(
        410,
        `This code was good until ${invite.expiresAt.toISOString().slice(0, 16)} UTC.`,
        again,
      );
    if (invite.usesLeft < 1) throw refused(410, 'This code has been used.', again);
    return invite;
  }

  /** Takes one use; throws a RequestFault when somebody else took the last one meanwhile. */
  async take(db: Database, invite: Invite): Promise<void> {
    if (!(await takeInvite(db, invite.id, this.#now())))
      throw refused(410, 'This code has been used.', again);
  }
}

const again = 'Sign in if you have an account by now; otherwise';

function newCode(): string {
  const letters = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  return letters.replaceAll(/(.{4})(?=.)/g, '$1-');
}

/** People leave out dashes and type small letters. */
function normal(code: string): string {
  return code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

function refused(status: number, message: string, first: string): RequestFault {
  return new RequestFault(status, {
    code: 'NOT_FOUND',
    message,
    hint: `${first}, or ask whoever gave it to you for a new one.`,
  });
}
