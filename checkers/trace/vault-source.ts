import { z } from 'zod';
import type { VaultProbe } from '../probes/probes.ts';
import type { Fingerprint } from './fingerprint.ts';

/** How a store says where in Vault things are. */
export interface VaultPlace {
  /** Mount path; empty: the first part of the key is the mount. */
  readonly path: string;
  readonly version: string;
  /** Vault namespace; empty: the root. */
  readonly namespace: string;
}

export type SourceFact =
  | {
      readonly kind: 'entry';
      readonly path: string;
      readonly version?: number;
      readonly writtenAt?: string;
      readonly hashes: Readonly<Record<string, string>>;
    }
  /** Nothing there: no such entry, or its newest version is deleted. */
  | { readonly kind: 'nothing'; readonly path: string; readonly why: string }
  /** An engine that makes something new at each read, so that nobody may look by reading. */
  | { readonly kind: 'leases'; readonly path: string; readonly count: number };

/** Engines of one Vault, by mount path with a slash at the end. */
export type Mounts = ReadonlyMap<string, string>;

const mountList = z.object({ data: z.record(z.string(), z.object({ type: z.string() })) });
const leaseList = z.object({ data: z.object({ keys: z.array(z.string()) }) });
const versioned = z.object({
  data: z.object({
    data: z.record(z.string(), z.unknown()).nullable(),
    metadata: z.object({ version: z.number(), created_time: z.string(), deletion_time: z.string() }),
  }),
});
/** What can't lead elsewhere than to where it seems to. */
const plainPath = /^[^?#\\\u0000-\u001f]{1,512}$/;
const plain = z.object({ data: z.record(z.string(), z.unknown()) });

/** Where External Secrets reads for this key: the mount may be repeated in it, with or without `data/`. */
export function vaultPath({ path, version, namespace }: VaultPlace, key: string): string {
  const prefix = namespace === '' ? '' : `${namespace}/`;
  const isVersioned = version === 'v2';
  if (path === '') {
    const [mount = '', ...rest] = key.split('/');
    const insert = isVersioned && !key.includes('/data/');
    return prefix + [mount, ...(insert ? ['data'] : []), ...rest].join('/');
  }
  let rest = key;
  if (rest.startsWith(`${path}/`)) {
    rest = rest.slice(path.length + 1);
    if (isVersioned && rest.startsWith('data/')) rest = rest.slice('data/'.length);
  }
  return `${prefix}${path}/${isVersioned ? 'data/' : ''}${rest}`;
}

/** Empty when Vault does not tell. */
export async function readMounts(vault: VaultProbe, namespace: string, signal: AbortSignal): Promise<Mounts> {
  const prefix = namespace === '' ? '' : `${namespace}/`;
  const { status, body } = await vault.read(`${prefix}sys/mounts`, signal);
  const parsed = mountList.safeParse(body);
  if (status !== 200 || !parsed.success) return new Map();
  return new Map(Object.entries(parsed.data.data).map(([mount, { type }]) => [prefix + mount, type]));
}

/**
 * What Vault holds at a path. `secrets` gets every value that was read, for hiding them elsewhere; the fact has hashes.
 * Throws Fault PROBE_FAILED when Vault gives no answer.
 */
export async function lookAtSource(
  { vault, mounts, fingerprint }: SourceLook,
  request: { readonly path: string; readonly version: string },
  secrets: Set<string>,
  signal: AbortSignal,
): Promise<SourceFact> {
  const { path } = request;
  if (!plainPath.test(path) || path.split('/').some((part) => part === '.' || part === '..'))
    return { kind: 'nothing', path, why: 'this is no path' };
  const type = engineAt(mounts, path);
  if (type === undefined) return { kind: 'nothing', path, why: 'no engine is mounted there' };
  if (type !== 'kv' && type !== 'generic') {
    const { status, body } = await vault.list(`sys/leases/lookup/${path}`, signal);
    const leases = leaseList.safeParse(body);
    const count = status === 200 && leases.success ? leases.data.data.keys.length : 0;
    return { kind: 'leases', path, count };
  }
  const query = request.version === '' ? '' : `?version=${encodeURIComponent(request.version)}`;
  const { status, body } = await vault.read(path + query, signal);
  const entry = versioned.safeParse(body);
  if (entry.success && entry.data.data.data === null)
    return { kind: 'nothing', path, why: `version ${entry.data.data.metadata.version} is deleted` };
  if (status !== 200) return { kind: 'nothing', path, why: 'no entry is there' };
  if (entry.success) {
    const { data, metadata } = entry.data.data;
    const hashes = hashAll(data ?? {}, fingerprint, secrets);
    return { kind: 'entry', path, version: metadata.version, writtenAt: metadata.created_time, hashes };
  }
  const unversioned = plain.safeParse(body);
  if (!unversioned.success) return { kind: 'nothing', path, why: 'Vault answered something else' };
  return { kind: 'entry', path, hashes: hashAll(unversioned.data.data, fingerprint, secrets) };
}

export interface SourceLook {
  readonly vault: VaultProbe;
  readonly mounts: Mounts;
  readonly fingerprint: Fingerprint;
}

function engineAt(mounts: Mounts, path: string): string | undefined {
  const mount = [...mounts.keys()]
    .filter((candidate) => path.startsWith(candidate))
    .sort((a, b) => b.length - a.length)[0];
  return mount === undefined ? undefined : mounts.get(mount);
}

function hashAll(
  data: Readonly<Record<string, unknown>>,
  fingerprint: Fingerprint,
  secrets: Set<string>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      secrets.add(text);
      return [key, fingerprint(text)];
    }),
  );
}
