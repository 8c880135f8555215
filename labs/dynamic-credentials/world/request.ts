import { z } from 'zod';
import { findCondition, type Condition } from '#checkers/objects/conditions.ts';
import { externalSecret, syncedGeneration, type ExternalSecret } from '#checkers/objects/external-secret.ts';
import { named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { secretStore, vaultProvider } from '#checkers/objects/secret-store.ts';
import { summariseSecret, type SecretSummary } from '#checkers/objects/secret.ts';
import type { KubernetesObject, Probes } from '#checkers/probes/probes.ts';
import { lookAtRole } from './engine.ts';
import { esoApi, names } from './names.ts';

export interface RequestFact {
  readonly request?: {
    readonly uid: string;
    readonly generation: number;
    readonly generators: readonly { readonly kind: string; readonly name: string }[];
    /** What it reads through stores, which serve entries and make nothing. */
    readonly reads: readonly { readonly key: string; readonly store: string; readonly version: string }[];
    readonly refreshPolicy: string;
    readonly refreshInterval: string;
    readonly target: string;
    readonly creationPolicy: string;
    readonly ready?: Pick<Condition, 'reason' | 'status'>;
    readonly refreshTime: string | null;
    readonly syncedGeneration: number;
  };
  readonly namespaces: readonly string[];
  readonly others: readonly string[];
  readonly secret?: SecretSummary;
  /** How long a login lives. */
  readonly loginTtlS: number;
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
export const requestWatches = [
  { apiVersion: esoApi, plural: 'externalsecrets' },
  { apiVersion: 'v1', plural: 'secrets', namespace: names.namespace },
];

export async function lookAtRequest(probes: Probes, signal: AbortSignal): Promise<RequestFact> {
  const { kubernetes } = probes;
  const everywhere = { apiVersion: esoApi, plural: 'externalsecrets' };
  const [listed, stores, secret, database] = await Promise.all([
    kubernetes.list(everywhere, {}, signal),
    kubernetes.list({ ...everywhere, plural: 'secretstores' }, {}, signal),
    kubernetes.get(secretRef, signal),
    lookAtRole(probes, signal),
  ]);
  const places = listed.map((object) => ({ object, ...parseObject(named, object).metadata }));
  const here = places.filter(({ namespace }) => namespace === names.namespace);
  const found = here.find(({ name }) => name === names.externalSecret);
  return {
    ...(found === undefined
      ? {}
      : { request: summarise(parseObject(externalSecret, found.object), versionsOf(stores)) }),
    namespaces: places.flatMap(({ name, namespace }) =>
      name === names.externalSecret && namespace !== names.namespace ? (namespace ?? []) : [],
    ),
    others: here
      .map(({ name }) => name)
      .filter((name) => name !== names.externalSecret && !name.startsWith(probePrefix)),
    ...(secret === undefined ? {} : { secret: summariseSecret(secret) }),
    loginTtlS: database.role?.defaultTtlS ?? 0,
    now: probes.now().toISOString(),
  };
}

/** What our own ExternalSecrets are named for the moment that they live. */
export const probePrefix = 'kindlab-probe-';

const vaultStore = z.object({ vault: vaultProvider });

function versionsOf(stores: readonly KubernetesObject[]): ReadonlyMap<string, string> {
  return new Map(
    stores.flatMap((object) => {
      const { metadata, spec } = parseObject(secretStore, object);
      const provider = vaultStore.safeParse(spec.provider);
      return metadata.namespace === names.namespace && provider.success
        ? [[metadata.name, provider.data.vault.version] as const]
        : [];
    }),
  );
}

function summarise(
  object: ExternalSecret,
  versions: ReadonlyMap<string, string>,
): NonNullable<RequestFact['request']> {
  const { metadata, spec, status } = object;
  const store = spec.secretStoreRef?.name ?? '';
  const reads = [
    ...spec.data.map(({ remoteRef }) => remoteRef.key),
    ...spec.dataFrom.flatMap(({ extract }) => extract?.key ?? []),
  ];
  const ready = findCondition(status.conditions, 'Ready');
  return {
    uid: metadata.uid,
    generation: metadata.generation,
    generators: [...spec.data, ...spec.dataFrom].flatMap(({ sourceRef }) => sourceRef?.generatorRef ?? []),
    reads: reads.slice(0, 20).map((key) => ({ key, store, version: versions.get(store) ?? '' })),
    refreshPolicy: spec.refreshPolicy,
    refreshInterval: spec.refreshInterval,
    target: spec.target.name === '' ? metadata.name : spec.target.name,
    creationPolicy: spec.target.creationPolicy,
    ...(ready === undefined ? {} : { ready: { status: ready.status, reason: ready.reason } }),
    refreshTime: status.refreshTime,
    syncedGeneration: syncedGeneration(object),
  };
}
