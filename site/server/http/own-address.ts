import { networkInterfaces } from 'node:os';
import { RequestFault } from '../fault-to-response.ts';

/** Addresses under which this server may be spoken to. */
export interface OwnAddress {
  /** Values of `Host` that are ours. */
  readonly hosts: ReadonlySet<string>;
  /** Values of `Origin` that are ours. */
  readonly origins: ReadonlySet<string>;
  /** The one to put into links. */
  readonly shown: string;
}

export interface Reach {
  readonly host: string;
  readonly port: number;
  /** What else the operator allows: a proxy in front, an SSH forward, a development server. */
  readonly more: readonly string[];
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/** The loopback names of this port, the address that is listened on, and what else the operator allows. */
export function ownAddress({ host, port, more }: Reach): OwnAddress {
  const named = more.map((each) => new URL(each).origin);
  const direct = [...new Set([...loopbackNames, ...listenedNames(host)])].map(
    (name) => `http://${name}:${port}`,
  );
  const origins = [...direct, ...named];
  const hosts = origins.map((origin) => new URL(origin).host);
  return { origins: new Set(origins), hosts: new Set(hosts), shown: named[0] ?? shownOf(host, port) };
}

/** Whether only programs on this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(host);
}

/** Whether a browser that named this host reached us by HTTPS: a proxy that ends it is known by the operator's `--origin`. */
export function isHttps(address: OwnAddress, host: string | undefined): boolean {
  return address.origins.has(`https://${(host ?? '').toLowerCase()}`);
}

/** Every address of this machine when all are listened on. */
function listenedNames(host: string): readonly string[] {
  if (host !== '0.0.0.0' && host !== '::') return [inUrl(host)];
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address }) => inUrl(address)),
  );
}

function shownOf(host: string, port: number): string {
  const names = listenedNames(host);
  const [first] = isLoopback(host) ? names : names.filter((name) => !loopbackNames.includes(name));
  return `http://${first ?? '127.0.0.1'}:${port}`;
}

/** IPv6 in brackets, without the name of its interface. */
function inUrl(host: string): string {
  return host.includes(':') ? `[${host.replace(/%.*$/, '')}]` : host.toLowerCase();
}

/** Guards against DNS rebinding: a foreign name that resolves to us is not us. */
export function refuseForeignHost(address: OwnAddress, host: string | undefined): void {
  if (host !== undefined && address.hosts.has(host.toLowerCase())) return;
  throw new RequestFault(421, {
    code: 'NOT_ALLOWED',
    message: 'This server does not answer under the name that was asked for.',
    hint: `Open ${first(address.origins)} instead.`,
  });
}

/** Writes come from our own pages only. A browser that leaves out Origin has to say `same-origin` in its place. */
export function refuseForeignOrigin(
  address: OwnAddress,
  origin: string | undefined,
  fetchSite?: string,
): void {
  if (origin !== undefined && address.origins.has(origin)) return;
  if (origin === undefined && fetchSite === 'same-origin') return;
  throw new RequestFault(403, {
    code: 'NOT_ALLOWED',
    message: 'This request came from another site, or did not say where it came from.',
    hint: `Use the pages of ${first(address.origins)} itself; scripts send that address as their Origin.`,
  });
}

function first(values: ReadonlySet<string>): string {
  return values.values().next().value ?? '';
}
