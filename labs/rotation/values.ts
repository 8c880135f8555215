import { randomBytes } from 'node:crypto';

/** Fresh passwords for one attempt: of the database's owner, and of Vault's own user. */
export function newValues(): Readonly<Record<string, string>> {
  const word = (): string => randomBytes(12).toString('hex');
  return { dba_password: `dba-${word()}`, admin_password: `vault-${word()}` };
}
