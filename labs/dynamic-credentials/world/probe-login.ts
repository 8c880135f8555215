import { randomBytes } from 'node:crypto';
import { named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import type { Login } from '#labs/shared/shop-database.ts';
import { waitUntil } from '#labs/static-sync/world/wait-until.ts';
import { esoApi, generatorApi, names } from './names.ts';
import { probePrefix } from './request.ts';
import { loginOf } from './secret-login.ts';

const waitMs = 20_000;
const tidyUpMs = 10_000;
const externalSecrets = { apiVersion: esoApi, plural: 'externalsecrets', namespace: names.namespace };
const label = 'kindlab.dev/probe';

/** A login fetched through the learner's generator by an ExternalSecret of our own with a random name, removed again. */
export async function fetchByProbe(
  { kubernetes, challenger }: Probes,
  signal: AbortSignal,
): Promise<Login | undefined> {
  for (const left of await kubernetes.list(externalSecrets, { labelSelector: label }, signal)) {
    await challenger.delete({ ...externalSecrets, name: parseObject(named, left).metadata.name }, signal);
  }
  const name = probePrefix + randomBytes(4).toString('hex');
  const ref = { ...externalSecrets, name };
  try {
    await challenger.create(ref, manifest(name), signal);
    const secret = { apiVersion: 'v1', plural: 'secrets', namespace: names.namespace, name };
    const arrived = await waitUntil(waitMs, signal, () => kubernetes.get(secret, signal));
    return arrived === undefined ? undefined : loginOf(arrived.value);
  } finally {
    await challenger.delete(ref, AbortSignal.timeout(tidyUpMs));
  }
}

function manifest(name: string): Record<string, unknown> {
  const generatorRef = { apiVersion: generatorApi, kind: 'VaultDynamicSecret', name: names.generator };
  return {
    apiVersion: esoApi,
    kind: 'ExternalSecret',
    metadata: { name, namespace: names.namespace, labels: { [label]: 'true' } },
    spec: { refreshInterval: '1h', target: { name }, dataFrom: [{ sourceRef: { generatorRef } }] },
  };
}
