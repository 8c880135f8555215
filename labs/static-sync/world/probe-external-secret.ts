import { randomBytes } from 'node:crypto';
import { findCondition } from '#checkers/objects/conditions.ts';
import { externalSecret } from '#checkers/objects/external-secret.ts';
import { named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { summariseSecret } from '#checkers/objects/secret.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { esoApi, names, probePrefix } from './names.ts';
import { waitUntil } from './wait-until.ts';

export interface ProbeResult {
  /** How long until the test's Secret was there; absent: it never was. */
  readonly arrivedMs?: number;
  /** Digests of what arrived. */
  readonly digests: Readonly<Record<string, string>>;
  /** What ESO said about the test in the end. */
  readonly reason: string;
}

const waitMs = 20_000;
const tidyUpMs = 10_000;
const externalSecrets = { apiVersion: esoApi, plural: 'externalsecrets', namespace: names.namespace };
const label = 'kindlab.dev/probe';

/** Fetches the entry through the learner's store by an ExternalSecret of our own with a random name, and removes that again. */
export async function fetchByProbe(probes: Probes, signal: AbortSignal): Promise<ProbeResult> {
  const { kubernetes, challenger } = probes;
  await removeLeftovers(probes, signal);
  const name = probePrefix + randomBytes(4).toString('hex');
  const ref = { ...externalSecrets, name };
  try {
    await challenger.create(ref, manifest(name), signal);
    const arrived = await waitUntil(waitMs, signal, () =>
      kubernetes.get({ apiVersion: 'v1', plural: 'secrets', namespace: names.namespace, name }, signal),
    );
    const object = await kubernetes.get(ref, signal);
    const conditions = object === undefined ? [] : parseObject(externalSecret, object).status.conditions;
    const reason = findCondition(conditions, 'Ready')?.reason ?? '';
    if (arrived === undefined) return { digests: {}, reason };
    return { arrivedMs: arrived.afterMs, digests: summariseSecret(arrived.value).digests, reason };
  } finally {
    await challenger.delete(ref, AbortSignal.timeout(tidyUpMs));
  }
}

function manifest(name: string): Record<string, unknown> {
  return {
    apiVersion: esoApi,
    kind: 'ExternalSecret',
    metadata: { name, namespace: names.namespace, labels: { [label]: 'true' } },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: names.store },
      target: { name },
      dataFrom: [{ extract: { key: names.entry } }],
    },
  };
}

/** What a killed process may have left behind. */
async function removeLeftovers({ kubernetes, challenger }: Probes, signal: AbortSignal): Promise<void> {
  for (const object of await kubernetes.list(externalSecrets, { labelSelector: label }, signal)) {
    await challenger.delete({ ...externalSecrets, name: parseObject(named, object).metadata.name }, signal);
  }
}
