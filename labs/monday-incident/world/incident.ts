import { z } from 'zod';
import { findCondition } from '#checkers/objects/conditions.ts';
import { externalSecret, syncedGeneration, type StoreRef } from '#checkers/objects/external-secret.ts';
import { metadata, named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { summariseSecret } from '#checkers/objects/secret.ts';
import type { KubernetesObject, Probes } from '#checkers/probes/probes.ts';
import { faultsOf, givenDigests, legacyOf, type Fault } from './attempt.ts';
import { lookAtEntry, type EntryFact } from './entries.ts';
import { apps, esoApi, names, namespaces, type App } from './names.ts';
import { lookAtRoles, type RoleFact } from './roles.ts';
import { lookAtStores, type StoreFact } from './stores.ts';

export interface ReadFact {
  /** Key in the Secret; empty for a whole entry. */
  readonly secretKey: string;
  readonly key: string;
  readonly property: string;
  /** What lies under the key as ESO understands it. */
  readonly entry: 'absent' | 'deleted' | 'present';
  /** The entry has the property; true for a whole one. */
  readonly found: boolean;
}

export interface ExternalSecretFact {
  readonly uid: string;
  readonly generation: number;
  readonly createdAt: string;
  readonly store: StoreRef;
  /** It takes values from somewhere else than its one store. */
  readonly otherSources: boolean;
  readonly reads: readonly ReadFact[];
  readonly whole: boolean;
  /** Names that its template uses; absent: no template. */
  readonly templated?: { readonly keys: readonly string[]; readonly uses: readonly string[] };
  readonly refreshPolicy: string;
  readonly refreshInterval: string;
  readonly target: string;
  readonly creationPolicy: string;
  readonly ready?: { readonly status: string; readonly reason: string };
  readonly refreshTime: string;
  readonly syncedGeneration: number;
}

export interface SecretFact {
  readonly immutable: boolean;
  readonly digests: Readonly<Record<string, string>>;
  readonly owner?: { readonly kind: string; readonly name: string; readonly uid: string };
}

/** One application: what it is to get, what asks for it, what it has. */
export interface AppFact {
  readonly id: string;
  readonly fault?: Fault;
  readonly externalSecret?: ExternalSecretFact;
  readonly entry: EntryFact;
  /** Vault's entry holds what it held when the attempt began; `undefined`: it holds nothing. */
  readonly original?: boolean;
  readonly secret?: SecretFact;
  /** Whether the old Secret was there in the beginning, and whether it is now. */
  readonly legacy: { readonly given: boolean; readonly there: boolean };
}

export interface IncidentFact {
  readonly apps: readonly AppFact[];
  readonly stores: readonly StoreFact[];
  readonly roles: readonly RoleFact[];
  /** When the inventory was made, just before the learner came; absent: it is gone. */
  readonly inventoryAt?: string;
  /** ISO time of the look. */
  readonly now: string;
}

export const incidentWatches = [
  { apiVersion: esoApi, plural: 'externalsecrets' },
  { apiVersion: esoApi, plural: 'secretstores' },
  { apiVersion: esoApi, plural: 'clustersecretstores' },
  { apiVersion: 'v1', plural: 'secrets' },
];
export const incidentPollMs = 5000;
/** Some forty requests; a small machine with a busy cluster needs a while for them. */
export const incidentLookMs = 30_000;

export async function lookAtIncident(probes: Probes, signal: AbortSignal): Promise<IncidentFact> {
  const { kubernetes } = probes;
  const now = probes.now().toISOString();
  const inventoryRef = {
    apiVersion: 'v1',
    plural: 'configmaps',
    namespace: names.incidentNamespace,
    name: names.inventory,
  };
  const [externalSecrets, secrets, stores, inventory] = await Promise.all([
    kubernetes.list({ apiVersion: esoApi, plural: 'externalsecrets' }, {}, signal),
    listSecrets(probes, signal),
    lookAtStores(probes, signal),
    kubernetes.get(inventoryRef, signal),
  ]);
  const [facts, roles] = await Promise.all([
    Promise.all(apps.map((app) => lookAtApp(app, { externalSecrets, secrets }, probes, signal))),
    lookAtRoles(stores, probes, signal),
  ]);
  const inventoryAt =
    inventory === undefined ? undefined : parseObject(named, inventory).metadata.creationTimestamp;
  return { apps: facts, stores, roles, now, ...(inventoryAt === undefined ? {} : { inventoryAt }) };
}

async function listSecrets(
  { kubernetes }: Probes,
  signal: AbortSignal,
): Promise<readonly KubernetesObject[]> {
  const listed = namespaces.map((namespace) =>
    kubernetes.list({ apiVersion: 'v1', plural: 'secrets', namespace }, {}, signal),
  );
  return (await Promise.all(listed)).flat();
}

interface Objects {
  readonly externalSecrets: readonly KubernetesObject[];
  readonly secrets: readonly KubernetesObject[];
}

async function lookAtApp(app: App, objects: Objects, probes: Probes, signal: AbortSignal): Promise<AppFact> {
  const found = findObject(objects.externalSecrets, app.namespace, app.name);
  const secret = findObject(objects.secrets, app.namespace, app.secret);
  const entry = await lookAtEntry(app.id, probes, signal);
  const fault = faultsOf(probes).get(app.id);
  const given = givenDigests(probes, app);
  return {
    id: app.id,
    ...(fault === undefined ? {} : { fault }),
    ...(found === undefined ? {} : { externalSecret: await summarise(found, probes, signal) }),
    entry,
    ...(entry.state === 'present'
      ? { original: names.keys.every((key) => entry.digests[key] === given[key]) }
      : {}),
    ...(secret === undefined ? {} : { secret: secretFact(secret) }),
    legacy: {
      given: legacyOf(probes).includes(app.id),
      there: findObject(objects.secrets, app.namespace, app.legacySecret) !== undefined,
    },
  };
}

const placed = z.object({ metadata });

function findObject(
  objects: readonly KubernetesObject[],
  namespace: string,
  name: string,
): KubernetesObject | undefined {
  return objects.find((object) => {
    const about = parseObject(placed, object).metadata;
    return about.namespace === namespace && about.name === name;
  });
}

function secretFact(object: KubernetesObject): SecretFact {
  const { immutable, digests, owner } = summariseSecret(object);
  return { immutable, digests, ...(owner === undefined ? {} : { owner }) };
}

const templateData = z.object({ data: z.record(z.string(), z.string()).optional() });

async function summarise(
  object: KubernetesObject,
  probes: Probes,
  signal: AbortSignal,
): Promise<ExternalSecretFact> {
  const parsed = parseObject(externalSecret, object);
  const { metadata: about, spec, status } = parsed;
  const single = spec.data.map(({ secretKey, remoteRef }) => ({ secretKey, ...remoteRef }));
  const whole = spec.dataFrom.flatMap(({ extract }) =>
    extract === undefined ? [] : { secretKey: '', ...extract },
  );
  const ready = findCondition(status.conditions, 'Ready');
  const texts = templateData.safeParse(spec.target.template).data?.data;
  return {
    uid: about.uid,
    generation: about.generation,
    createdAt: about.creationTimestamp,
    store: spec.secretStoreRef ?? { kind: 'SecretStore', name: '' },
    otherSources:
      [...spec.data, ...spec.dataFrom].some(({ sourceRef }) => sourceRef !== undefined) ||
      spec.dataFrom.some(({ find }) => find !== undefined),
    reads: await Promise.all(
      [...single, ...whole].slice(0, 12).map((read) => lookAtRead(read, probes, signal)),
    ),
    whole: whole.length > 0,
    ...(texts === undefined
      ? {}
      : { templated: { keys: Object.keys(texts), uses: usedNames(Object.values(texts)) } }),
    refreshPolicy: spec.refreshPolicy,
    refreshInterval: spec.refreshInterval,
    target: spec.target.name === '' ? about.name : spec.target.name,
    creationPolicy: spec.target.creationPolicy,
    ...(ready === undefined ? {} : { ready: { status: ready.status, reason: ready.reason } }),
    refreshTime: status.refreshTime ?? '',
    syncedGeneration: syncedGeneration(parsed),
  };
}

/** What ESO makes of a key with a store at path `secret`, version 2: the mount and `data/` may stand before it. */
export function entryOfKey(key: string): string {
  return key.replaceAll(/^\/+|\/+$/g, '').replace(/^secret\/(data\/)?/, '');
}

async function lookAtRead(
  {
    secretKey,
    key,
    property,
  }: { readonly secretKey: string; readonly key: string; readonly property: string },
  probes: Probes,
  signal: AbortSignal,
): Promise<ReadFact> {
  const path = entryOfKey(key);
  const entry: EntryFact = path === '' ? { state: 'absent' } : await lookAtEntry(path, probes, signal);
  const found = entry.state === 'present' && (property === '' || property in entry.digests);
  return { secretKey, key, property, entry: entry.state, found };
}

function usedNames(texts: readonly string[]): readonly string[] {
  const used = texts.flatMap((text) =>
    [...text.matchAll(/\{\{[^}]*?\.([A-Za-z_]\w*)/g)].map(([, name = '']) => name),
  );
  return [...new Set(used)];
}
