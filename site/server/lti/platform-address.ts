const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether we send anything to an address that a platform named: over TLS, or without it only on this very machine where
 * the platform itself is.
 */
export function maySpeakTo(url: string, platform: { readonly tokenUrl: string }): boolean {
  return isOverTls(url) || (isLocal(url) && isLocal(platform.tokenUrl));
}

/** Addresses that an administrator may give for a platform. */
export function isPlatformAddress(url: string): boolean {
  return isOverTls(url) || isLocal(url);
}

function isOverTls(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}

function isLocal(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && loopback.has(hostname);
}
