/** How a Vault address in a store compares with the one that pods reach Vault by. */
export type AddressTrouble = 'loopback' | 'short-name' | 'scheme' | 'port' | 'not-a-url' | 'other';

/** `undefined`: it is the same Vault. */
export function addressTrouble(address: string, expected: string): AddressTrouble | undefined {
  const wanted = new URL(expected);
  if (!URL.canParse(address) || !/^https?:\/\//.test(address)) return 'not-a-url';
  const url = new URL(address);
  const host = url.hostname.replace(/\.$/, '').replace(/\.cluster\.local$/, '');
  if (/^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(host)) return 'loopback';
  const service = wanted.hostname.replace(/\.svc$/, '');
  if (host === service.split('.')[0]) return 'short-name';
  if (host !== wanted.hostname && host !== service) return 'other';
  if (url.protocol !== wanted.protocol) return 'scheme';
  return url.port === wanted.port ? undefined : 'port';
}
