import { findCondition, type Condition } from '#checkers/objects/conditions.ts';
import {
  externalSecret,
  syncedGeneration,
  type ExternalSecret,
  type StoreRef,
} from '#checkers/objects/external-secret.ts';
import { named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { summariseSecret, type SecretSummary } from '#checkers/objects/secret.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { esoApi, names, probePrefix } from './names.ts';
import { lookAtEntry, type EntryFact } from './vault-entry.ts';

export interface ExternalSecretFact {
  readonly uid: string;
  readonly generation: number;
  readonly stores: readonly StoreRef[];
  /** Kinds of generators that it takes values from. */
  readonly generators: readonly string[];
  readonly finds: boolean;
  /** What it reads: whole entries (`extract`) or single properties. */
  readonly reads: readonly {
    readonly whole: boolean;
    readonly key: string;
    readonly property: string;
    readonly version: string;
    /** Vault has an entry of this name. */
    readonly exists: boolean;
  }[];
  readonly refreshPolicy: string;
  readonly refreshInterval: string;
  readonly target: string;
  readonly creationPolicy: string;
  readonly template: boolean;
  readonly ready?: Pick<Condition, 'lastTransitionTime' | 'reason' | 'status'>;
  readonly refreshTime: string | null;
  readonly syncedGeneration: number;
}

/** Both ends of the sync and what is between them. */
export interface SyncFact {
  readonly externalSecret?: ExternalSecretFact;
  /** Other namespaces with an ExternalSecret of this name. */
  readonly namespaces: readonly string[];
  /** Names of other ExternalSecrets in the namespace. */
  readonly others: readonly string[];
  /** Names of the stores in the namespace. */
  readonly storeNames: readonly string[];
  readonly entry: EntryFact;
  /** The Secret that applications would read. */
  readonly secret?: SecretSummary;
  /** ISO time of the look. */
  readonly now: string;
}

export const externalSecretRef = {
  apiVersion: esoApi,
  plural: 'externalsecrets',
  namespace: names.namespace,
  name: names.externalSecret,
} as const;

export const secretRef = {
  apiVersion: 'v1',
  plural: 'secrets',
  namespace: names.namespace,
  name: names.secret,
} as const;

export const syncWatches = [
  { apiVersion: esoApi, plural: 'externalsecrets' },
  { apiVersion: 'v1', plural: 'secrets', namespace: names.namespace },
];

export async function lookAtSync(probes: Probes, signal: AbortSignal): Promise<SyncFact> {
  const { kubernetes } = probes;
  const now = probes.now().toISOString();
  const everywhere = { apiVersion: esoApi, plural: 'externalsecrets' };
  const [listed, stores, secret, entry] = await Promise.all([
    kubernetes.list(everywhere, {}, signal),
    kubernetes.list({ ...everywhere, plural: 'secretstores' }, {}, signal),
    kubernetes.get(secretRef, signal),
    lookAtEntry(probes, signal),
  ]);
  const places = listed.map((object) => ({ object, ...parseObject(named, object).metadata }));
  const here = places.filter(({ namespace }) => namespace === names.namespace);
  const found = here.find(({ name }) => name === names.externalSecret);
  return {
    ...(found === undefined
      ? {}
      : { externalSecret: await summarise(parseObject(externalSecret, found.object), probes, signal) }),
    namespaces: places.flatMap(({ name, namespace }) =>
      name === names.externalSecret && namespace !== names.namespace ? (namespace ?? []) : [],
    ),
    others: here
      .map(({ name }) => name)
      .filter((name) => name !== names.externalSecret && !name.startsWith(probePrefix)),
    storeNames: stores
      .map((object) => parseObject(named, object).metadata)
      .flatMap(({ name, namespace }) => (namespace === names.namespace ? name : [])),
    entry,
    ...(secret === undefined ? {} : { secret: summariseSecret(secret) }),
    now,
  };
}

async function summarise(
  object: ExternalSecret,
  probes: Probes,
  signal: AbortSignal,
): Promise<ExternalSecretFact> {
  const { metadata, spec, status } = object;
  const sources = [...spec.data, ...spec.dataFrom].flatMap(({ sourceRef }) => sourceRef ?? []);
  const reads = [
    ...spec.dataFrom.flatMap(({ extract }) => (extract === undefined ? [] : { whole: true, ...extract })),
    ...spec.data.map(({ remoteRef }) => ({ whole: false, ...remoteRef })),
  ].slice(0, 20);
  const ready = findCondition(status.conditions, 'Ready');
  return {
    uid: metadata.uid,
    generation: metadata.generation,
    stores: [
      ...(spec.secretStoreRef === undefined ? [] : [spec.secretStoreRef]),
      ...sources.flatMap(({ storeRef }) => storeRef ?? []),
    ],
    generators: sources.flatMap(({ generatorRef }) => generatorRef?.kind ?? []),
    finds: spec.dataFrom.some(({ find }) => find !== undefined),
    reads: await Promise.all(
      reads.map(async (read) => ({ ...read, exists: await entryExists(read.key, probes, signal) })),
    ),
    refreshPolicy: spec.refreshPolicy,
    refreshInterval: spec.refreshInterval,
    target: spec.target.name === '' ? metadata.name : spec.target.name,
    creationPolicy: spec.target.creationPolicy,
    template: spec.target.template !== undefined,
    ...(ready === undefined
      ? {}
      : {
          ready: { status: ready.status, reason: ready.reason, lastTransitionTime: ready.lastTransitionTime },
        }),
    refreshTime: status.refreshTime,
    syncedGeneration: syncedGeneration(object),
  };
}

/** What ESO makes of a key with a store at path `secret`, version 2: the mount and `data/` may stand before it. */
export function entryOfKey(key: string): string {
  return key.replaceAll(/^\/+|\/+$/g, '').replace(/^secret\/(data\/)?/, '');
}

async function entryExists(key: string, { vault }: Probes, signal: AbortSignal): Promise<boolean> {
  const entry = entryOfKey(key);
  if (entry === '') return false;
  return (await vault.read(`${names.mount}/metadata/${entry}`, signal)).status === 200;
}
