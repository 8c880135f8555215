import { createHmac, randomBytes } from 'node:crypto';

/** Hashes values so that equal ones look alike, and nobody without the key can try guesses against the hash. */
export type Fingerprint = (value: string | Uint8Array) => string;

const shownHexDigits = 8;

/** The key lives in this process alone: after a restart the same value has another hash. */
export function createFingerprint(key: Uint8Array = randomBytes(32)): Fingerprint {
  return (value) => createHmac('sha256', key).update(value).digest('hex').slice(0, shownHexDigits);
}
