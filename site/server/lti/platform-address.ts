import { isLocal, isOverTls } from '../outbox/safe-address.ts';

/**
 * Whether we send anything to an address that a platform named: over TLS, or without it only on this very machine where
 * the platform itself is.
 */
export function maySpeakTo(url: string, platform: { readonly tokenUrl: string }): boolean {
  return isOverTls(url) || (isLocal(url) && isLocal(platform.tokenUrl));
}
