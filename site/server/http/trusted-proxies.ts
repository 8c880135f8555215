import { BlockList, isIP } from 'node:net';

/** The most addresses of a chain of proxies that are looked at; nobody has as many. */
const mostHops = 20;

/**
 * Whether this names one address or a range (CIDR). The range of all addresses is none: everybody could then write down
 * whose guesses theirs are.
 */
export function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) > 0 && Number(prefix) <= (family === 4 ? 32 : 128);
}

/** Proxies in front of this server, whose word for where a request came from is taken. */
export class TrustedProxies {
  readonly #list = new BlockList();

  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [address = '', prefix] = network.split('/');
      if (prefix === undefined) this.#list.addAddress(address, familyOf(address));
      else this.#list.addSubnet(address, Number(prefix), familyOf(address));
    }
  }

  /**
   * The address that a request came from: that of the connection, or, where that is a trusted proxy, the rightmost in
   * `X-Forwarded-For` that is none. What stands further left anybody may have written.
   */
  clientOf(peer: string, forwardedFor: string | undefined): string {
    let client = plain(peer);
    const told = (forwardedFor ?? '').split(',').slice(-mostHops);
    while (this.#trusts(client)) {
      const next = told.pop();
      const address = next === undefined ? undefined : plain(next);
      // A proxy that says nothing, or no address, is the last that is known.
      if (address === undefined || isIP(address) === 0) return client;
      client = address;
    }
    return client;
  }

  #trusts(address: string): boolean {
    return isIP(address) !== 0 && this.#list.check(address, familyOf(address));
  }
}

/** Without a port, brackets, or the form that IPv4 has within IPv6. */
function plain(given: string): string {
  const text = given.trim();
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return /^::ffff:([\d.]+)$/i.exec(bare)?.[1] ?? bare;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
