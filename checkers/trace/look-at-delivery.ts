import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { externalSecret, type ExternalSecret } from '../objects/external-secret.ts';
import type { Condition } from '../objects/conditions.ts';
import { metadata } from '../objects/metadata.ts';
import type { KubernetesObject } from '../probes/probes.ts';
import type { WatchTarget } from '../define-check.ts';
import { readingsOf, sourceKey, type DeliveryFacts, type SecretFact } from './delivery-facts.ts';
import type { Fingerprint } from './fingerprint.ts';
import { redactText, type Redaction } from './redact.ts';
import { tracedPod, type TracedPod } from './pod-use.ts';
import { generatorsApi, listAs, secretsApi, type Looking } from './looking.ts';
import { lookAtGenerators, lookAtStores } from './look-at-stores.ts';
import { lookAtWarnings } from './look-at-warnings.ts';
import { lookAtSource, readMounts, vaultPath, type Mounts, type SourceFact } from './vault-source.ts';

/** What has to be watched to know when a trace may look different. Vault has no watch. */
export const deliveryWatches: readonly WatchTarget[] = [
  { apiVersion: secretsApi, plural: 'externalsecrets' },
  { apiVersion: secretsApi, plural: 'secretstores' },
  { apiVersion: secretsApi, plural: 'clustersecretstores' },
  { apiVersion: generatorsApi, plural: 'vaultdynamicsecrets' },
  { apiVersion: 'v1', plural: 'secrets' },
  { apiVersion: 'v1', plural: 'pods' },
  { apiVersion: 'v1', plural: 'events' },
];

export interface Delivery {
  readonly facts: DeliveryFacts;
  /** Every value that was seen, for hiding them elsewhere. Never leaves the server. */
  readonly secrets: readonly string[];
}

/** ExternalSecrets that are followed; the others are counted only. */
export const mostFollowed = 12;

/** Looks along every ExternalSecret, read-only. Throws Fault PROBE_FAILED when the cluster or Vault gives no answer. */
export async function lookAtDelivery(
  probes: Looking['probes'],
  fingerprint: Fingerprint,
  signal: AbortSignal,
): Promise<Delivery> {
  const secrets = new Set(Object.values(probes.attempt.values));
  const looking: Looking = { probes, fingerprint, secrets, signal };
  const [externalSecrets, stores, generators] = await Promise.all([
    listAs(externalSecret, { apiVersion: secretsApi, plural: 'externalsecrets' }, looking),
    lookAtStores(looking),
    lookAtGenerators(looking),
  ]);
  const followed = inOrder(externalSecrets).slice(0, mostFollowed);
  const namespaces = [...new Set(followed.map((each) => each.metadata.namespace ?? ''))];
  const [targets, sources, pods] = await Promise.all([
    lookAtSecrets(followed, looking),
    lookAtSources(followed, { stores, generators }, looking),
    Promise.all(namespaces.map((namespace) => lookAtPods(namespace, looking))),
  ]);
  // Last: by now every value is known that must not stand in a message.
  const storeNamespaces = [...stores.values()].map(({ namespace }) => namespace || 'default');
  const redaction = { fingerprint, secrets: [...secrets] };
  const warnings = await lookAtWarnings([...new Set([...namespaces, ...storeNamespaces])], looking);
  const facts: DeliveryFacts = {
    externalSecrets: inOrder(externalSecrets).map((each) => ({
      ...each,
      status: { ...each.status, conditions: hideIn(each.status.conditions, redaction) },
    })),
    stores: new Map(
      [...stores].map(([key, store]) => [key, { ...store, conditions: hideIn(store.conditions, redaction) }]),
    ),
    generators,
    sources,
    secrets: targets,
    pods: pods.flat(),
    warnings,
  };
  return { facts, secrets: [...secrets] };
}

function hideIn(conditions: readonly Condition[], redaction: Redaction): Condition[] {
  return conditions.map((each) => ({ ...each, message: redactText(each.message, redaction) }));
}

function inOrder(all: readonly ExternalSecret[]): readonly ExternalSecret[] {
  const nameOf = ({ metadata: { namespace, name } }: ExternalSecret): string => `${namespace ?? ''}/${name}`;
  return [...all].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

async function lookAtSources(
  followed: readonly ExternalSecret[],
  { stores, generators }: Pick<DeliveryFacts, 'generators' | 'stores'>,
  { probes: { vault }, fingerprint, secrets, signal }: Looking,
): Promise<ReadonlyMap<string, SourceFact>> {
  const wanted = new Map<string, { path: string; version: string; namespace: string }>();
  const add = (path: string, version: string, namespace: string): void =>
    void wanted.set(sourceKey(path, version), { path, version, namespace });
  for (const each of followed)
    for (const reading of readingsOf(each)) {
      if (reading.kind === 'vault') {
        const place = stores.get(reading.store)?.vault;
        if (place?.isOurs === true) add(vaultPath(place, reading.key), reading.version, place.namespace);
      } else if (reading.kind === 'generator') {
        const found = generators.get(`${each.metadata.namespace ?? ''}/${reading.name}`);
        if (found?.isOurs === true) add(found.path, '', '');
      }
    }
  const namespaces = [...new Set([...wanted.values()].map(({ namespace }) => namespace))];
  const mounts: Mounts = new Map(
    (await Promise.all(namespaces.map((one) => readMounts(vault, one, signal)))).flatMap((one) => [...one]),
  );
  const look = { vault, mounts, fingerprint };
  return new Map(
    await Promise.all(
      [...wanted].map(
        async ([key, request]) => [key, await lookAtSource(look, request, secrets, signal)] as const,
      ),
    ),
  );
}

async function lookAtSecrets(
  followed: readonly ExternalSecret[],
  { probes: { kubernetes }, fingerprint, secrets, signal }: Looking,
): Promise<ReadonlyMap<string, SecretFact>> {
  const found = await Promise.all(
    followed.map(async (each) => {
      const namespace = each.metadata.namespace ?? '';
      const name = each.spec.target.name || each.metadata.name;
      const object = await kubernetes.get({ apiVersion: 'v1', plural: 'secrets', namespace, name }, signal);
      const fact = object === undefined ? undefined : secretFact(object, fingerprint, secrets);
      return [`${namespace}/${name}`, fact] as const;
    }),
  );
  return new Map(found.flatMap(([key, fact]) => (fact === undefined ? [] : [[key, fact]])));
}

const tracedSecret = z.object({ metadata, data: z.record(z.string(), z.string()).default({}) });

function secretFact(
  object: KubernetesObject,
  fingerprint: Fingerprint,
  secrets: Set<string>,
): SecretFact | undefined {
  const parsed = tracedSecret.safeParse(object);
  if (!parsed.success) return undefined;
  const { metadata: about, data } = parsed.data;
  const hashes = Object.entries(data).map(([key, value]) => {
    const bytes = Buffer.from(value, 'base64');
    secrets.add(bytes.toString('utf8')).add(value);
    return [key, fingerprint(bytes)];
  });
  const written = about.managedFields.flatMap(({ time, fieldsV1 }) => ('f:data' in fieldsV1 ? [time] : []));
  const changedAt = written.sort().at(-1) ?? about.creationTimestamp;
  return { changedAt, hashes: Object.fromEntries(hashes) as Record<string, string> };
}

function lookAtPods(namespace: string, looking: Looking): Promise<readonly TracedPod[]> {
  return listAs(tracedPod, { apiVersion: 'v1', plural: 'pods', namespace }, looking);
}
