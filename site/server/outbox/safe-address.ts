const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Addresses that may be told of people: over TLS, or without it only on this very machine. */
export function isSafeAddress(url: string): boolean {
  return isOverTls(url) || isLocal(url);
}

export function isOverTls(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}

export function isLocal(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && loopback.has(hostname);
}
