/** Why Vault can't reach the API server by this address, as far as the address itself tells. */
export type HostTrouble = 'in-cluster-name' | 'loopback' | 'not-a-url' | 'scheme';

/** `undefined`: it may be right; only a login tells. */
export function hostTrouble(host: string): HostTrouble | undefined {
  if (!URL.canParse(host) || !/^https?:\/\//.test(host)) return 'not-a-url';
  const { hostname, protocol } = new URL(host);
  if (/^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(hostname)) return 'loopback';
  if (/^kubernetes(\.default(\.svc(\.cluster\.local)?)?)?$/.test(hostname)) return 'in-cluster-name';
  return protocol === 'https:' ? undefined : 'scheme';
}
