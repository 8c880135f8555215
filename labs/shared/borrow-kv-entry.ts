import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { testValuePrefix } from './sync-place.ts';
import { entryHistory, entryVersion, parseAnswer } from '../static-sync/world/vault-answers.ts';

export interface KvEntry {
  readonly mount: string;
  /** Below the mount. */
  readonly path: string;
}

/** An entry of the learner's in our hands for a moment. */
export interface BorrowedKvEntry {
  /** Writes a random value under one key and answers it. `undefined`: somebody else wrote in between. */
  writeTestValue(key: string, signal: AbortSignal): Promise<string | undefined>;
}

const restoreMs = 10_000;
const enoughVersions = 1000;

type Values = Readonly<Record<string, unknown>>;

/**
 * Lends an entry of a key–value engine of version 2 to `use` and puts it back whatever happens, unless somebody else
 * has written it meanwhile: then theirs stays. What a killed process left behind is put right by the next loan.
 * Throws Fault PROBE_FAILED when there is no version left that could be put back.
 */
export async function borrowKvEntry<T>(
  { vault, challenger }: Pick<Probes, 'challenger' | 'vault'>,
  entry: KvEntry,
  signal: AbortSignal,
  use: (entry: BorrowedKvEntry) => Promise<T>,
): Promise<T> {
  const path = `${entry.mount}/data/${entry.path}`;
  await keepHistory({ vault, challenger }, entry, signal);
  const { version, values } = await readOriginal({ vault }, entry, signal);
  let current = version;
  const loan = { byUs: false };
  const write = async (next: Values, within: AbortSignal): Promise<boolean> => {
    const answer = await challenger.vaultWrite(path, { options: { cas: current }, data: next }, within);
    // 400: the entry is no longer at the version that we last saw.
    if (answer.status === 400) return false;
    current = parseAnswer('a new version', written, answer).data.version;
    return true;
  };
  try {
    return await use({
      writeTestValue: async (key, within) => {
        const value = testValuePrefix + randomBytes(12).toString('hex');
        if (!(await write({ ...values, [key]: value }, within))) return undefined;
        loan.byUs = true;
        return value;
      },
    });
  } finally {
    if (loan.byUs) await write(values, AbortSignal.timeout(restoreMs));
  }
}

const written = z.object({ data: z.object({ version: z.number() }) });
const settings = z.object({ data: z.object({ max_versions: z.number().default(0) }) });

/** Each loan makes versions. By default Vault keeps ten, and the learner's own would soon be gone. */
async function keepHistory(
  { vault, challenger }: Pick<Probes, 'challenger' | 'vault'>,
  { mount }: KvEntry,
  signal: AbortSignal,
): Promise<void> {
  const config = `${mount}/config`;
  const { max_versions } = parseAnswer(
    'the engine’s settings',
    settings,
    await vault.read(config, signal),
  ).data;
  if (max_versions < enoughVersions)
    await challenger.vaultWrite(config, { max_versions: enoughVersions }, signal);
}

/** The newest version that isn't a test value of ours. */
async function readOriginal(
  { vault }: Pick<Probes, 'vault'>,
  { mount, path }: KvEntry,
  signal: AbortSignal,
): Promise<{ version: number; values: Values }> {
  const history = await vault.read(`${mount}/metadata/${path}`, signal);
  const { current_version } = parseAnswer('the history of the entry', entryHistory, history).data;
  for (let version = current_version; version > Math.max(0, current_version - 10); version -= 1) {
    const answer = await vault.read(`${mount}/data/${path}?version=${String(version)}`, signal);
    const read = entryVersion.safeParse(answer.body);
    const values = read.success ? read.data.data.data : null;
    if (values !== null && !isTest(values)) return { version: current_version, values };
  }
  throw new Fault({
    code: 'PROBE_FAILED',
    message: `No version of ${path} is left that a challenge could put back.`,
    hint: 'Reset this exercise, or write the entry again.',
  });
}

function isTest(values: Values): boolean {
  return Object.values(values).some(
    (value) => typeof value === 'string' && value.startsWith(testValuePrefix),
  );
}
