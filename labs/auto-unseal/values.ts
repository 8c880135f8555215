import { randomBytes } from 'node:crypto';

/** Fresh values for one attempt. Letters and digits only where a shell could take offence. */
export function newValues(): Readonly<Record<string, string>> {
  const word = (bytes: number): string => randomBytes(bytes).toString('hex');
  return { admin_password: `admin-${word(10)}`, marker: `marker-${word(10)}` };
}
