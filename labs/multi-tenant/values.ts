import { randomBytes } from 'node:crypto';

/** Fresh passwords for one attempt. Nobody has to type them: they lie in Vault when the learner comes. */
export function newValues(): Readonly<Record<string, string>> {
  const password = (): string => `pw-${randomBytes(10).toString('hex')}`;
  return {
    hidden_password_a: password(),
    hidden_password_b: password(),
    hidden_password_registry: password(),
  };
}
