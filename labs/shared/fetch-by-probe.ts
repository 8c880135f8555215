import { randomBytes } from 'node:crypto';
import { findCondition } from '#checkers/objects/conditions.ts';
import { externalSecret } from '#checkers/objects/external-secret.ts';
import { named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { summariseSecret } from '#checkers/objects/secret.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { waitUntil } from '../static-sync/world/wait-until.ts';
import { esoApi, probePrefix, type SyncPlace } from './sync-place.ts';

export interface Fetched {
  /** How long until the test's Secret was there; absent: it never was. */
  readonly arrivedMs?: number;
  /** Digests of what arrived. */
  readonly digests: Readonly<Record<string, string>>;
  /** What ESO said about the test in the end. */
  readonly reason: string;
}

type Place = Pick<SyncPlace, 'entry' | 'namespace' | 'store'>;

const tidyUpMs = 10_000;
const label = 'kindlab.dev/probe';
const collection = { apiVersion: esoApi, plural: 'externalsecrets' };

/** Fetches an entry through a store by an ExternalSecret of our own with a random name, and removes that again. */
export async function fetchByProbe(
  place: Place,
  waitMs: number,
  probes: Probes,
  signal: AbortSignal,
): Promise<Fetched> {
  const { kubernetes, challenger } = probes;
  const { namespace } = place;
  await removeLeftovers(namespace, probes, signal);
  const name = probePrefix + randomBytes(4).toString('hex');
  const ref = { ...collection, namespace, name };
  const readReason = async (): Promise<string> => {
    const object = await kubernetes.get(ref, signal);
    const conditions = object === undefined ? [] : parseObject(externalSecret, object).status.conditions;
    return findCondition(conditions, 'Ready')?.reason ?? '';
  };
  try {
    await challenger.create(ref, manifest(name, place), signal);
    const arrived = await waitUntil(waitMs, signal, () =>
      kubernetes.get({ apiVersion: 'v1', plural: 'secrets', namespace, name }, signal),
    );
    const reason = await readReason();
    if (arrived === undefined) return { digests: {}, reason };
    return { arrivedMs: arrived.afterMs, digests: summariseSecret(arrived.value).digests, reason };
  } finally {
    await challenger.delete(ref, AbortSignal.timeout(tidyUpMs));
  }
}

function manifest(name: string, { namespace, store, entry }: Place): Record<string, unknown> {
  return {
    apiVersion: esoApi,
    kind: 'ExternalSecret',
    metadata: { name, namespace, labels: { [label]: 'true' } },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: store,
      target: { name },
      dataFrom: [{ extract: { key: entry } }],
    },
  };
}

/** What a killed process may have left behind. */
async function removeLeftovers(
  namespace: string,
  { kubernetes, challenger }: Probes,
  signal: AbortSignal,
): Promise<void> {
  for (const object of await kubernetes.list(
    { ...collection, namespace },
    { labelSelector: label },
    signal,
  )) {
    await challenger.delete(
      { ...collection, namespace, name: parseObject(named, object).metadata.name },
      signal,
    );
  }
}
