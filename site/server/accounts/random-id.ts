import { createHash, randomBytes } from 'node:crypto';

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A name for a row, twelve small letters and digits. */
export function randomId(): string {
  return Array.from(randomBytes(12), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** A secret of 256 bits for a machine to keep, as it goes into a cookie. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret that is too long to be guessed; for passwords this would be too fast. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
