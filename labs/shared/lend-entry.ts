import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { testValuePrefix, type SyncPlace } from './sync-place.ts';
import { entryHistory, entryVersion, parseAnswer } from '../static-sync/world/vault-answers.ts';

/** The learner's entry in our hands for a moment. */
export interface LentEntry {
  /** Writes a random value under one key and answers it. `undefined`: somebody else wrote in between. */
  writeTestValue(key: string, signal: AbortSignal): Promise<string | undefined>;
}

type Place = Pick<SyncPlace, 'entry' | 'mount'>;

const enoughVersions = 1000;
const restoreMs = 10_000;

type Values = Readonly<Record<string, unknown>>;

/**
 * Lends the entry to `use` and puts it back whatever happens, unless somebody else has written it meanwhile: then
 * theirs stays. Values stay in this function. What a killed process left behind is put right by the next loan.
 */
export async function lendEntry<T>(
  place: Place,
  probes: Probes,
  signal: AbortSignal,
  use: (entry: LentEntry) => Promise<T>,
): Promise<T> {
  await keepHistory(place, probes, signal);
  const { version, values } = await readOriginal(place, probes, signal);
  const state = { version, ours: false };
  const write = async (next: Values, within: AbortSignal): Promise<boolean> => {
    const body = { options: { cas: state.version }, data: next };
    const answer = await probes.challenger.vaultWrite(`${place.mount}/data/${place.entry}`, body, within);
    // 400: the entry is no longer at the version that we last saw.
    if (answer.status === 400) return false;
    state.version = parseAnswer('a new version', written, answer).data.version;
    return true;
  };
  try {
    return await use({
      writeTestValue: async (key, within) => {
        const value = testValuePrefix + randomBytes(12).toString('hex');
        if (!(await write({ ...values, [key]: value }, within))) return undefined;
        state.ours = true;
        return value;
      },
    });
  } finally {
    if (state.ours) await write(values, AbortSignal.timeout(restoreMs));
  }
}

const written = z.object({ data: z.object({ version: z.number() }) });
const engine = z.object({ data: z.object({ max_versions: z.number().default(0) }) });

/** Each loan makes versions. By default Vault keeps ten, and the learner's first one would soon be gone. */
async function keepHistory(
  { mount }: Place,
  { vault, challenger }: Probes,
  signal: AbortSignal,
): Promise<void> {
  const config = `${mount}/config`;
  const { max_versions } = parseAnswer(
    'the engine’s settings',
    engine,
    await vault.read(config, signal),
  ).data;
  if (max_versions < enoughVersions)
    await challenger.vaultWrite(config, { max_versions: enoughVersions }, signal);
}

/** The newest version that isn't a test value of ours. */
async function readOriginal(
  place: Place,
  probes: Probes,
  signal: AbortSignal,
): Promise<{ version: number; values: Values }> {
  const newest = await readVersion(place, probes, '', signal);
  if (newest !== undefined && !isTest(newest.values)) return newest;
  const history = await probes.vault.read(`${place.mount}/metadata/${place.entry}`, signal);
  const { current_version } = parseAnswer('the history of the entry', entryHistory, history).data;
  for (let version = current_version - 1; version > Math.max(0, current_version - 10); version -= 1) {
    const older = await readVersion(place, probes, `?version=${String(version)}`, signal);
    if (older !== undefined && !isTest(older.values))
      return { version: current_version, values: older.values };
  }
  throw new Fault({
    code: 'PROBE_FAILED',
    message: 'No version of the learner’s entry is left that a challenge could put back.',
    hint: `Write the values to \`${place.mount}/${place.entry}\` again.`,
  });
}

function isTest(values: Values): boolean {
  return Object.values(values).some(
    (value) => typeof value === 'string' && value.startsWith(testValuePrefix),
  );
}

async function readVersion(
  { mount, entry }: Place,
  { vault }: Probes,
  query: string,
  signal: AbortSignal,
): Promise<{ version: number; values: Values } | undefined> {
  const answer = await vault.read(`${mount}/data/${entry}${query}`, signal);
  if (answer.status === 404) return undefined;
  const { data, metadata } = parseAnswer('the entry', entryVersion, answer).data;
  return data === null ? undefined : { version: metadata.version, values: data };
}
