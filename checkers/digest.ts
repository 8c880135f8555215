import { createHash } from 'node:crypto';

/** A short SHA-256 to compare secret values by. Facts and logs hold this, never the value. */
export function digest(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 16);
}
