import type { z } from 'zod';
import type { join } from '#site/protocol/accounts.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import { RequestFault } from '../fault-to-response.ts';
import {
  changeAccount,
  findAccount,
  findAccountByEmail,
  insertAccount,
  type Account,
} from '../state/account-rows.ts';
import type { Invite } from '../state/invite-rows.ts';
import type { Database } from '../state/open-database.ts';
import type { InviteBook } from './invite-book.ts';
import { hashPassword, refuseWeakPassword, verifyPassword } from './passwords.ts';
import { randomId } from './random-id.ts';
import { rateLimit } from './rate-limits.ts';
import { outranks } from './roles.ts';
import { notYours, signInFirst, type Viewer } from './viewer.ts';

export interface SignInOptions {
  readonly db: Database;
  readonly invites: InviteBook;
  readonly now: () => Date;
  readonly cohorts: CohortDesk;
}

export type Person = NonNullable<z.output<typeof join>['person']>;

/** Ways into an account. Guesses are counted; what was none is given back, so a whole class behind one address fits. */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #pairs = rateLimit(10, 15);
  readonly #wide = rateLimit(60, 15);
  readonly #codes = rateLimit(20, 15);

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /** Throws a RequestFault 401 that does not say which of the two was wrong. */
  async byPassword(
    given: { readonly email: string; readonly password: string },
    address: string,
  ): Promise<Account> {
    const email = given.email.trim().toLowerCase();
    const decide = async (): Promise<Account> => {
      const account = await findAccountByEmail(this.#options.db, email);
      const fits = await verifyPassword(account?.passwordHash, given.password);
      if (!fits || account === undefined || account.disabledAt !== undefined) throw wrongPassword();
      return account;
    };
    return this.#pairs.guess([`${email} ${address}`], () => this.#wide.guess([email, address], decide));
  }

  /** The invitation behind a code, which is not used up by looking. */
  async look(code: string, address: string): Promise<Invite> {
    return this.#codes.guess([address], () => this.#options.invites.get(code));
  }

  /** Uses up a code for a new account. Nothing is used up when it throws. */
  async joinAs(person: Person, invite: Invite): Promise<Account> {
    refuseOtherAddress(invite, person.email);
    refuseWeakPassword(person.password, person);
    const account: Account = {
      id: randomId(),
      email: person.email.trim(),
      name: person.name,
      role: invite.role,
      passwordHash: await hashPassword(person.password),
      createdAt: this.#options.now(),
      disabledAt: undefined,
    };
    await this.#options.db.transaction().execute(async (tx) => {
      await this.#options.invites.take(tx, invite);
      if (!(await insertAccount(tx, account))) throw taken();
      await this.#options.cohorts.enrol(tx, invite, account.id);
    });
    this.#options.cohorts.joined(invite);
    return account;
  }

  /** Uses up a code for somebody who is signed in. A role only ever grows by it. */
  async joinMore(viewer: Viewer, invite: Invite): Promise<void> {
    refuseOtherAddress(invite, viewer.email ?? '');
    await this.#options.db.transaction().execute(async (tx) => {
      await this.#options.invites.take(tx, invite);
      await this.#options.cohorts.enrol(tx, invite, viewer.id);
      if (outranks(invite.role, viewer.role)) await changeAccount(tx, viewer.id, { role: invite.role });
    });
    this.#options.cohorts.joined(invite);
  }

  /** Throws a RequestFault when the present password is wrong or the next one too weak. */
  async changePassword(
    viewer: Viewer,
    { current, next }: { readonly current: string; readonly next: string },
    address: string,
  ): Promise<void> {
    const account = await findAccount(this.#options.db, viewer.id);
    if (account === undefined) throw signInFirst();
    await this.#pairs.guess([`${account.email.toLowerCase()} ${address}`], async () => {
      if (await verifyPassword(account.passwordHash, current)) return;
      throw notYours('The present password is wrong.', 'Type the password that you signed in with.');
    });
    refuseWeakPassword(next, account);
    await changeAccount(this.#options.db, account.id, { passwordHash: await hashPassword(next) });
  }
}

function refuseOtherAddress({ email }: Invite, given: string): void {
  if (email === undefined || email.toLowerCase() === given.trim().toLowerCase()) return;
  throw notYours(`This code is for ${email} only.`, 'Use that address, or ask for a code of your own.');
}

function wrongPassword(): RequestFault {
  return new RequestFault(401, {
    code: 'NOT_ALLOWED',
    message: 'The address or the password is wrong.',
    hint: 'Try again. Whoever invited you can let you in anew if the password is lost.',
  });
}

function taken(): RequestFault {
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: 'There is an account with this address already.',
    hint: 'Sign in first, then use the code: it leads your account to the same place.',
  });
}
