import { isLoopback } from '../http/own-address.ts';

const localZone = 'preview.localhost';

/**
 * Under which names previews are served: below `localhost` for browsers on this very machine, and below a name of the
 * operator's for all others.
 */
export class PreviewNames {
  readonly #network: URL | undefined;
  readonly #zones: readonly string[];

  /** `network`: such as `https://previews.example`; every name below it has to lead here. */
  constructor(network?: string) {
    this.#network = network === undefined ? undefined : new URL(network);
    this.#zones = [localZone, ...(this.#network === undefined ? [] : [this.#network.hostname])];
  }

  /** The label in a host name; `undefined`: it is not that of a preview. */
  labelOf(host: string | undefined): string | undefined {
    const [, label, zone = ''] =
      /^([0-9a-f]{32})\.([^:]+)(?::\d{1,5})?$/.exec(host?.toLowerCase() ?? '') ?? [];
    return this.#zones.includes(zone) ? label : undefined;
  }

  /** Whether browsers reach this name by HTTPS, which a proxy in front ends. */
  isSecure(host: string | undefined): boolean {
    return (
      this.labelOf(host) !== undefined && !isBelow(host, localZone) && this.#network?.protocol === 'https:'
    );
  }

  /** Where a preview is for a browser that has found the site at this address; `undefined`: nowhere. */
  addressFor(site: string, label: string): URL | undefined {
    const zone = this.#zoneFor(site);
    if (zone === undefined) return undefined;
    const address = new URL('/', zone.base);
    address.hostname = `${label}.${zone.name}`;
    return address;
  }

  /** Whether a browser that has found the site at this address can be shown previews. */
  isOfferedAt(site: string): boolean {
    return this.#zoneFor(site) !== undefined;
  }

  #zoneFor(site: string): { readonly base: URL; readonly name: string } | undefined {
    if (!URL.canParse(site)) return undefined;
    const url = new URL(site);
    // Only such a browser finds names below `localhost` here, too. Its port may be the near end of an SSH forward.
    if (isLoopback(url.hostname.replaceAll(/[[\]]/g, ''))) return { base: url, name: localZone };
    return this.#network && { base: this.#network, name: this.#network.hostname };
  }
}

function isBelow(host: string | undefined, zone: string): boolean {
  return new RegExp(`\\.${zone.replaceAll('.', '\\.')}(:\\d+)?$`, 'i').test(host ?? '');
}

/** Whether cookies of one name could reach the other: then a preview could pose as a visitor of the site. */
export function sharesCookies(one: string, other: string): boolean {
  const [a, b] = [new URL(one).hostname, new URL(other).hostname];
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}
