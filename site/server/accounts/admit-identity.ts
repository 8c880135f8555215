import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import {
  findAccountByEmail,
  findIdentity,
  insertAccount,
  insertIdentity,
  type Account,
} from '../state/account-rows.ts';
import { findInviteForEmail } from '../state/invite-rows.ts';
import type { Database } from '../state/open-database.ts';
import type { Identity } from './identity-provider.ts';
import type { InviteBook } from './invite-book.ts';
import { randomId } from './random-id.ts';

export interface AdmitIdentityOptions {
  readonly db: Database;
  readonly invites: InviteBook;
  readonly now: () => Date;
  /** Everybody whom the provider knows becomes a learner; otherwise only those who were invited. */
  readonly admitAll: boolean;
  readonly cohorts: CohortDesk;
}

/**
 * The account of somebody whom a provider vouches for: known from before, found by a verified address, or made new for
 * an invitation to that address. `undefined`: nobody invited them, or their account is disabled.
 */
export async function admitIdentity(
  options: AdmitIdentityOptions,
  identity: Identity,
): Promise<Account | undefined> {
  const { db } = options;
  const known = await findIdentity(db, identity);
  const account = known ?? (await linkByEmail(db, identity)) ?? (await makeAccount(options, identity));
  return account?.disabledAt === undefined ? account : undefined;
}

async function linkByEmail(db: Database, identity: Identity): Promise<Account | undefined> {
  if (identity.email === undefined) return undefined;
  const account = await findAccountByEmail(db, identity.email);
  if (account === undefined || account.disabledAt !== undefined) return undefined;
  await insertIdentity(db, { issuer: identity.issuer, subject: identity.subject, account: account.id });
  return account;
}

async function makeAccount(options: AdmitIdentityOptions, identity: Identity): Promise<Account | undefined> {
  const { db, invites, now, admitAll } = options;
  const { email, issuer, subject } = identity;
  if (email === undefined) return undefined;
  const invite = await findInviteForEmail(db, email, now());
  if (invite === undefined && !admitAll) return undefined;
  const account: Account = {
    id: randomId(),
    email,
    name: identity.name ?? invite?.name ?? email,
    role: invite?.role ?? 'learner',
    passwordHash: undefined,
    createdAt: now(),
    disabledAt: undefined,
  };
  await db.transaction().execute(async (tx) => {
    if (invite !== undefined) await invites.take(tx, invite);
    await insertAccount(tx, account);
    if (invite !== undefined) await options.cohorts.enrol(tx, invite, account.id);
    await insertIdentity(tx, { issuer, subject, account: account.id });
  });
  if (invite !== undefined) options.cohorts.joined(invite);
  return account;
}
