import { digest } from '#checkers/digest.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { testValuePrefix } from '#labs/shared/sync-place.ts';
import { names, probePrefix } from './names.ts';
import { entryHistory, entryVersion, listing, parseAnswer } from './vault-answers.ts';

/** The entry at secret/myapp/config, without its values. */
export type EntryFact =
  | { readonly state: 'absent'; /** Entries that exist instead. */ readonly elsewhere: readonly string[] }
  | { readonly state: 'deleted'; readonly version: number }
  | {
      readonly state: 'present';
      readonly version: number;
      readonly createdAt: string;
      readonly keys: readonly string[];
      readonly digests: Readonly<Record<string, string>>;
      readonly trimmed: Readonly<Record<string, string>>;
      /** A challenge of ours is under way, or was cut off: the value isn't the learner's. */
      readonly testing: boolean;
    };

const path = `${names.mount}/data/${names.entry}`;

export async function lookAtEntry({ vault }: Probes, signal: AbortSignal): Promise<EntryFact> {
  const answer = await vault.read(path, signal);
  const read = entryVersion.safeParse(answer.body);
  if (answer.status === 404 && !read.success)
    return { state: 'absent', elsewhere: await listEntries({ vault }, signal) };
  const { data } = parseAnswer('the entry', entryVersion, answer, [200, 404]);
  if (data.data === null) return { state: 'deleted', version: data.metadata.version };
  const values = Object.entries(data.data).map(([key, value]) => [key, asText(value)] as const);
  return {
    state: 'present',
    version: data.metadata.version,
    createdAt: data.metadata.created_time,
    keys: values.map(([key]) => key).sort(),
    digests: Object.fromEntries(values.map(([key, value]) => [key, digest(value)])),
    trimmed: Object.fromEntries(values.map(([key, value]) => [key, digest(value.trim())])),
    testing: values.some(([, value]) => value.startsWith(testValuePrefix)),
  };
}

/** As External Secrets writes it into a Secret. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Digests of this attempt's own values. */
export function givenDigests({ attempt }: Probes): Readonly<Record<string, string>> {
  return Object.fromEntries(names.keys.map((key) => [key, digest(attempt.values[key] ?? '')]));
}

export function sameDigests(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
  keys: readonly string[] = names.keys,
): boolean {
  return keys.every((key) => a[key] !== undefined && a[key] === b[key]);
}

const mostVersions = 60;

/** Whether an earlier version that Vault still keeps held exactly the values of this attempt. */
export async function onceHeldGiven(probes: Probes, signal: AbortSignal): Promise<boolean> {
  const history = await probes.vault.read(`${names.mount}/metadata/${names.entry}`, signal);
  if (history.status === 404) return false;
  const { versions } = parseAnswer('the history of the entry', entryHistory, history).data;
  const kept = Object.entries(versions).filter(
    ([, { deletion_time, destroyed }]) => deletion_time === '' && !destroyed,
  );
  const numbers = kept.map(([version]) => Number(version)).sort((a, b) => a - b);
  const given = givenDigests(probes);
  // The given values were most likely among the first.
  for (const version of [
    ...numbers.slice(0, mostVersions),
    ...numbers.slice(mostVersions).slice(-mostVersions),
  ]) {
    if (sameDigests(await digestsOfVersion(probes, version, signal), given)) return true;
  }
  return false;
}

async function digestsOfVersion(
  { vault }: Probes,
  version: number,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const answer = await vault.read(`${path}?version=${String(version)}`, signal);
  const read = entryVersion.safeParse(answer.body);
  const data = read.success ? read.data.data.data : null;
  return Object.fromEntries(Object.entries(data ?? {}).map(([key, value]) => [key, digest(asText(value))]));
}

/** What else lies in the engine, for finding an entry under a slightly wrong name. At most 20 folders are opened. */
async function listEntries(
  { vault }: Pick<Probes, 'vault'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [''];
  for (let opened = 0; opened < 20; opened += 1) {
    const folder = folders.shift();
    if (folder === undefined) break;
    const answer = await vault.list(`${names.mount}/metadata/${folder}`, signal);
    const read = listing.safeParse(answer.body);
    for (const key of read.success ? read.data.data.keys : []) {
      if (key.endsWith('/')) folders.push(folder + key);
      else if (!key.startsWith(probePrefix)) found.push(folder + key);
    }
  }
  return found.sort();
}
