/** Addresses of one environment's network. */
export interface Subnet {
  /** 10.213.x.y/26 */
  readonly cidr: string;
  readonly gateway: string;
  readonly vault: string;
  readonly workspace: string;
  /** Where the engine takes addresses from that nobody asked for: kind's node gets one of these. */
  readonly dynamicRange: string;
}

const base = toNumber('10.213.0.0');
const prefix = 26;
const size = 2 ** (32 - prefix);
export const subnetCount = 2 ** (prefix - 16);

/** The `index`th /26 of 10.213.0.0/16. */
export function subnetAt(index: number): Subnet {
  const start = base + index * size;
  const address = (offset: number) => toText(start + offset);
  return {
    cidr: `${address(0)}/${String(prefix)}`,
    gateway: address(1),
    vault: address(2),
    workspace: address(3),
    dynamicRange: `${address(size / 2)}/${String(prefix + 1)}`,
  };
}

/**
 * Indexes of the subnets that overlap with none of the ranges in use, beginning at `seed` so that two creations at
 * once rarely pick the same. Ranges that are no IPv4 CIDR, and the default route, are passed over.
 */
export function freeSubnets(inUse: readonly string[], seed: number): readonly number[] {
  const ranges = inUse.map(parseCidr).filter((range) => range !== undefined);
  return Array.from({ length: subnetCount }, (_, step) => (seed + step) % subnetCount).filter((index) => {
    const first = base + index * size;
    return ranges.every((range) => range.last < first || range.first > first + size - 1);
  });
}

/** IPv4 networks that the host routes to, from the text of /proc/net/route. */
export function parseRoutes(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .flatMap(([, destination, , , , , , mask]) =>
      destination === undefined || mask === undefined
        ? []
        : [`${littleEndian(destination)}/${String(ones(mask))}`],
    );
}

function parseCidr(text: string): { readonly first: number; readonly last: number } | undefined {
  const match = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(text);
  const length = Number(match?.[2]);
  if (match?.[1] === undefined || length === 0 || length > 32) return undefined;
  const span = 2 ** (32 - length);
  const first = Math.floor(toNumber(match[1]) / span) * span;
  return { first, last: first + span - 1 };
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

function toText(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

/** The kernel prints addresses as hexadecimal of the bytes in memory order. */
function littleEndian(hex: string): string {
  return (hex.match(/../g) ?? [])
    .map((byte) => parseInt(byte, 16))
    .reverse()
    .join('.');
}

function ones(hex: string): number {
  return parseInt(hex, 16).toString(2).replaceAll('0', '').length;
}
