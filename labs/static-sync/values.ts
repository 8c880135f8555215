import { randomBytes } from 'node:crypto';

/** Fresh values for one attempt. Letters and digits only where a shell could take offence. */
export function newValues(): Readonly<Record<string, string>> {
  const word = (bytes: number): string => randomBytes(bytes).toString('hex');
  return {
    database_url: `postgresql://myapp:${word(10)}@db-${word(3)}.internal:5432/myapp`,
    api_key: `key-${word(16)}`,
  };
}
