import { randomBytes } from 'node:crypto';
import { digest } from '#checkers/digest.ts';
import { findCondition } from '#checkers/objects/conditions.ts';
import { externalSecret } from '#checkers/objects/external-secret.ts';
import { named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { summariseSecret } from '#checkers/objects/secret.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { waitUntil } from '../static-sync/world/wait-until.ts';
import { testValuePrefix } from './sync-place.ts';

/** Somebody who tries to read an entry by an ExternalSecret. */
export interface Attempt {
  readonly namespace: string;
  readonly store: { readonly kind: 'ClusterSecretStore' | 'SecretStore'; readonly name: string };
  /** Folder below the mount in which an entry of our own is tried, such as `team-a`. */
  readonly folder: string;
}

export interface AttemptResult extends Attempt {
  /** `delivered`: the Secret has our value. `refused`: ESO tried and failed. `silent`: neither, in time. */
  readonly result: 'delivered' | 'refused' | 'silent';
}

const esoApi = 'external-secrets.io/v1';
const plural = 'externalsecrets';
const label = 'kindlab.dev/probe';
const prefix = 'kindlab-probe-';
const mount = 'secret';
const waitMs = 40_000;
const tidyUpMs = 15_000;
/** For the check: waiting, and tidying up on a busy machine. */
export const attemptsMs = 90_000;

/**
 * Tries all of them in one go, so that what is delivered proves that what is refused was refused for its own reason.
 * Reads entries that are written for this moment, with random names and values: nothing of the learner's is touched,
 * and nothing that the learner empties or copies helps. Removes everything again.
 */
export async function tryToRead(
  attempts: readonly Attempt[],
  probes: Probes,
  signal: AbortSignal,
): Promise<readonly AttemptResult[]> {
  await removeLeftovers([...new Set(attempts.map(({ namespace }) => namespace))], probes, signal);
  const entries = new Map(
    [...new Set(attempts.map(({ folder }) => folder))].map((folder) => [folder, newEntry(folder)]),
  );
  const tries = attempts.map((attempt) => ({
    attempt,
    name: prefix + randomBytes(5).toString('hex'),
    entry: entries.get(attempt.folder),
  }));
  try {
    for (const { path, value } of entries.values()) {
      await probes.challenger.vaultWrite(`${mount}/data/${path}`, { data: { probe: value } }, signal);
    }
    return await Promise.all(
      tries.map(async ({ attempt, name, entry }) => {
        const { namespace } = attempt;
        const ref = { apiVersion: esoApi, plural, namespace, name };
        await probes.challenger.create(ref, manifest(name, attempt, entry?.path ?? ''), signal);
        const seen = await waitUntil(waitMs, signal, () =>
          resultOf({ namespace, name, value: entry?.value ?? '' }, probes, signal),
        );
        return { ...attempt, result: seen?.value ?? 'silent' };
      }),
    );
  } finally {
    const within = AbortSignal.timeout(tidyUpMs);
    const objects = tries.map(({ attempt: { namespace }, name }) =>
      probes.challenger.delete({ apiVersion: esoApi, plural, namespace, name }, within),
    );
    const paths = [...entries.values()].map(({ path }) =>
      probes.challenger.vaultDelete(`${mount}/metadata/${path}`, within),
    );
    await Promise.all([...objects, ...paths]);
  }
}

function newEntry(folder: string): { readonly path: string; readonly value: string } {
  return {
    path: `${folder}/${prefix}${randomBytes(5).toString('hex')}`,
    value: testValuePrefix + randomBytes(12).toString('hex'),
  };
}

async function resultOf(
  { namespace, name, value }: { readonly namespace: string; readonly name: string; readonly value: string },
  { kubernetes }: Probes,
  signal: AbortSignal,
): Promise<'delivered' | 'refused' | undefined> {
  const object = await kubernetes.get({ apiVersion: esoApi, plural, namespace, name }, signal);
  const ready =
    object === undefined
      ? undefined
      : findCondition(parseObject(externalSecret, object).status.conditions, 'Ready');
  if (ready?.status === 'False') return 'refused';
  if (ready?.status !== 'True') return undefined;
  const secret = await kubernetes.get({ apiVersion: 'v1', plural: 'secrets', namespace, name }, signal);
  return secret !== undefined && summariseSecret(secret).digests['probe'] === digest(value)
    ? 'delivered'
    : undefined;
}

function manifest(name: string, { namespace, store }: Attempt, key: string): Record<string, unknown> {
  return {
    apiVersion: esoApi,
    kind: 'ExternalSecret',
    metadata: { name, namespace, labels: { [label]: 'true' } },
    spec: {
      refreshInterval: '1h0m0s',
      secretStoreRef: store,
      target: { name },
      data: [{ secretKey: 'probe', remoteRef: { key, property: 'probe' } }],
    },
  };
}

/** What a killed process may have left behind. */
async function removeLeftovers(
  namespaces: readonly string[],
  { kubernetes, challenger }: Probes,
  signal: AbortSignal,
): Promise<void> {
  for (const namespace of namespaces) {
    const left = await kubernetes.list(
      { apiVersion: esoApi, plural, namespace },
      { labelSelector: label },
      signal,
    );
    for (const object of left) {
      const { name } = parseObject(named, object).metadata;
      await challenger.delete({ apiVersion: esoApi, plural, namespace, name }, signal);
    }
  }
}
