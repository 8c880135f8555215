import { createHash } from 'node:crypto';
import { randomId } from '../accounts/random-id.ts';
import { insertAccount, insertIdentity, type Account } from '../state/account-rows.ts';
import type { Database } from '../state/open-database.ts';

export interface KnownElsewhere {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  /** Absent: the platform keeps it to itself. */
  readonly email: string | undefined;
}

/** A learner's account for somebody whom a platform knows; `undefined`: the address was taken meanwhile. */
export async function makeLinkedAccount(
  { db, now }: { readonly db: Database; readonly now: () => Date },
  { issuer, subject, name, email }: KnownElsewhere,
): Promise<Account | undefined> {
  const account: Account = {
    id: randomId(),
    email: email ?? noAddress(issuer, subject),
    name,
    role: 'learner',
    passwordHash: undefined,
    createdAt: now(),
    disabledAt: undefined,
  };
  return db.transaction().execute(async (tx) => {
    if (!(await insertAccount(tx, account))) return undefined;
    await insertIdentity(tx, { issuer, subject, account: account.id });
    return account;
  });
}

/** Stands where an address is needed and none was told; `.invalid` is nobody's, for good. */
function noAddress(issuer: string, subject: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex');
  return `learner-${digest.slice(0, 16)}@lti.invalid`;
}
