import pLimit from 'p-limit';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { callVault, readVault } from './vault-api.ts';

/** Everything that a Vault has stored: its value in base64, by path. */
export type VaultEntries = ReadonlyMap<string, string>;

export interface VaultDoor {
  readonly address: string;
  /** One that may do everything. */
  readonly token: string;
}

/** Far more than a lab stores; a Vault of ours has no more memory than a few of these. */
const mostBytes = 32 * 1024 * 1024;
const atOnce = 8;

/**
 * How a Vault locks itself belongs to that process alone: its keyring, and how it is sealed. Two of these it also
 * refuses to show.
 */
const ownToEach: readonly (string | RegExp)[] = [
  'core/keyring',
  'core/master',
  'core/root-key',
  'core/seal-config',
  'core/shamir-kek',
  'core/unseal-keys-backup',
  'core/lock',
  /^core\/(cluster|hsm|leader|raft|recovery|upgrade)/,
];

const listing = z.object({ data: z.object({ keys: z.array(z.string()) }) });
const reading = z.object({ data: z.object({ value: z.string() }) });

/** Reads all that is stored. Fault QUOTA when that is more than can be kept. */
export async function readStorage(door: VaultDoor, signal: AbortSignal): Promise<VaultEntries> {
  const limit = pLimit(atOnce);
  const entries = new Map<string, string>();
  let bytes = 0;
  const read = async (path: string): Promise<void> => {
    const value = await readEntry(door, path, signal);
    // Gone since it was listed.
    if (value === undefined) return;
    bytes += path.length + value.length;
    if (bytes > mostBytes) throw tooMuch();
    entries.set(path, value);
  };
  await Promise.all((await listPaths(door, signal)).map((path) => limit(read, path)));
  return entries;
}

/** Writes all of them. What is there already under another path stays. */
export async function writeStorage(
  { address, token }: VaultDoor,
  entries: VaultEntries,
  signal: AbortSignal,
): Promise<void> {
  const limit = pLimit(atOnce);
  const write = ([path, value]: readonly [string, string]): Promise<unknown> => {
    // As it is; left out, it would be packed like what stands there already.
    const body = { value, encoding: 'base64', compression_type: '' };
    return callVault(address, { token, method: 'PUT', path: rawPath(path), body }, signal);
  };
  await Promise.all([...entries].map((entry) => limit(write, entry)));
}

/** Removes what is stored under any other path than these. */
export async function removeOthers(
  door: VaultDoor,
  kept: { readonly has: (path: string) => boolean },
  signal: AbortSignal,
): Promise<void> {
  const limit = pLimit(atOnce);
  const remove = (path: string): Promise<unknown> =>
    callVault(door.address, { token: door.token, method: 'DELETE', path: rawPath(path) }, signal);
  const others = (await listPaths(door, signal)).filter((path) => !kept.has(path));
  await Promise.all(others.map((path) => limit(remove, path)));
}

async function listPaths(door: VaultDoor, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  let folders = [''];
  while (folders.length > 0) {
    const limit = pLimit(atOnce);
    const inside = await Promise.all(folders.map((folder) => limit(listFolder, door, folder, signal)));
    const paths = inside.flat();
    found.push(...paths.filter((path) => !path.endsWith('/') && !isOwnToEach(path)));
    folders = paths.filter((path) => path.endsWith('/'));
  }
  return found;
}

async function listFolder(
  { address, token }: VaultDoor,
  folder: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const path = `${rawPath(folder)}?list=true`;
  const answer = await readVault(address, { token, method: 'GET', path }, signal);
  return answer === undefined ? [] : listing.parse(answer).data.keys.map((key) => folder + key);
}

async function readEntry(
  { address, token }: VaultDoor,
  entry: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = `${rawPath(entry)}?compressed=false&encoding=base64`;
  const answer = await readVault(address, { token, method: 'GET', path }, signal);
  return answer === undefined ? undefined : reading.parse(answer).data.value;
}

function isOwnToEach(path: string): boolean {
  return ownToEach.some((own) => (typeof own === 'string' ? own === path : own.test(path)));
}

/** Paths of old engines are what learners called their entries. */
function rawPath(path: string): string {
  return `sys/raw/${path.split('/').map(encodeURIComponent).join('/')}`;
}

function tooMuch(): Fault {
  return new Fault({
    code: 'QUOTA',
    message: `This Vault stores more than ${String(mostBytes / 1024 / 1024)} MiB, which is more than is kept.`,
    hint: 'Remove what is not needed from it; otherwise a restart of the engine empties it.',
  });
}
