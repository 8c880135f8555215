import { z } from 'zod';
import { conditions, findCondition, type Condition } from '#checkers/objects/conditions.ts';
import { externalSecret, syncedGeneration } from '#checkers/objects/external-secret.ts';
import { metadata, named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { KubernetesObject, Probes } from '#checkers/probes/probes.ts';
import { serviceAccountRef } from '../../shared/service-account.ts';
import { esoApi, externalSecretRef, probePrefix } from '../../shared/sync-place.ts';
import { addressTrouble } from '../../static-sync/world/server-address.ts';
import { names, place } from './names.ts';

/** How one store logs in to a Vault. */
export interface VaultStore {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly server: string;
  readonly path: string;
  readonly version: string;
  /** Names of the ways to log in that are set. */
  readonly auth: readonly string[];
  /** Names of HTTP headers that carry a token with every request. */
  readonly tokenHeaders: readonly string[];
  readonly kubernetes?: {
    readonly mountPath: string;
    readonly role: string;
    readonly account: string;
    readonly audiences: readonly string[];
    /** A token that lies in a Secret, in place of a service account. */
    readonly secretRef: boolean;
  };
}

export interface StoreFact {
  /** The store of the application; absent: there is none, or it isn't one for Vault. */
  readonly store?: VaultStore & {
    readonly generation: number;
    readonly ready?: Pick<Condition, 'reason' | 'status'>;
    readonly ownVault: boolean;
    /** The service account that it names exists in its namespace. */
    readonly accountExists: boolean;
  };
  /** All other stores for Vault, of both kinds, in every namespace. */
  readonly others: readonly VaultStore[];
  readonly externalSecret?: {
    readonly store: string;
    readonly generation: number;
    readonly syncedGeneration: number;
    readonly refreshTime: string | null;
    readonly ready?: Pick<Condition, 'reason' | 'status'>;
  };
}

export const storeWatches = [
  { apiVersion: esoApi, plural: 'secretstores' },
  { apiVersion: esoApi, plural: 'clustersecretstores' },
  { apiVersion: esoApi, plural: 'externalsecrets', namespace: names.namespace },
  { apiVersion: 'v1', plural: 'serviceaccounts', namespace: names.namespace },
];

const vaultSpec = z.object({
  server: z.string(),
  path: z.string().default(''),
  version: z.string().default('v2'),
  headers: z.record(z.string(), z.string()).default({}),
  auth: z.record(z.string(), z.unknown()).default({}),
});
const kubernetesAuth = z.object({
  mountPath: z.string().default('kubernetes'),
  role: z.string().default(''),
  serviceAccountRef: z.object({ name: z.string(), audiences: z.array(z.string()).default([]) }).optional(),
  secretRef: z.unknown().optional(),
});
const storeObject = z.object({
  metadata,
  spec: z.object({ provider: z.object({ vault: vaultSpec.optional() }).default({}) }),
  status: z.object({ conditions }).prefault({}),
});

export async function lookAtStores(probes: Probes, signal: AbortSignal): Promise<StoreFact> {
  const { kubernetes } = probes;
  const [stores, clusterStores, es] = await Promise.all([
    kubernetes.list({ apiVersion: esoApi, plural: 'secretstores' }, {}, signal),
    kubernetes.list({ apiVersion: esoApi, plural: 'clustersecretstores' }, {}, signal),
    kubernetes.get(externalSecretRef(place), signal),
  ]);
  const isOurs = (object: KubernetesObject) => {
    const { name, namespace } = parseObject(named, object).metadata;
    return name === names.store && namespace === names.namespace;
  };
  const ours = stores.find(isOurs);
  const store = ours === undefined ? undefined : await describeOwn(ours, probes, signal);
  const rest = [
    ...stores.filter((object) => !isOurs(object)).map((object) => toVaultStore('SecretStore', object)),
    ...clusterStores.map((object) => toVaultStore('ClusterSecretStore', object)),
  ];
  return {
    ...(store === undefined ? {} : { store }),
    others: rest.flatMap((other) => other ?? []).filter(({ name }) => !name.startsWith(probePrefix)),
    ...(es === undefined ? {} : { externalSecret: describeExternalSecret(es) }),
  };
}

async function describeOwn(
  object: KubernetesObject,
  probes: Probes,
  signal: AbortSignal,
): Promise<StoreFact['store']> {
  const found = toVaultStore('SecretStore', object);
  if (found === undefined) return undefined;
  const { metadata: about, status } = parseObject(storeObject, object);
  const ready = findCondition(status.conditions, 'Ready');
  const account = found.kubernetes?.account ?? '';
  const ref = serviceAccountRef({ namespace: names.namespace, name: account });
  return {
    ...found,
    generation: about.generation,
    ...(ready === undefined ? {} : { ready: { status: ready.status, reason: ready.reason } }),
    ownVault: addressTrouble(found.server, probes.attempt.vaultAddressInCluster) === undefined,
    accountExists: account !== '' && (await probes.kubernetes.get(ref, signal)) !== undefined,
  };
}

function describeExternalSecret(object: KubernetesObject): NonNullable<StoreFact['externalSecret']> {
  const found = parseObject(externalSecret, object);
  const ready = findCondition(found.status.conditions, 'Ready');
  const { kind = '', name = '' } = found.spec.secretStoreRef ?? {};
  return {
    store: `${kind} ${name}`,
    generation: found.metadata.generation,
    syncedGeneration: syncedGeneration(found),
    refreshTime: found.status.refreshTime,
    ...(ready === undefined ? {} : { ready: { status: ready.status, reason: ready.reason } }),
  };
}

/** `undefined`: it is a store for something else. */
function toVaultStore(kind: string, object: KubernetesObject): VaultStore | undefined {
  const { metadata: about, spec } = parseObject(storeObject, object);
  const { vault } = spec.provider;
  if (vault === undefined) return undefined;
  const login = kubernetesAuth.safeParse(vault.auth['kubernetes']);
  const headers = Object.keys(vault.headers).filter((name) => /token|authorization/i.test(name));
  return {
    kind,
    namespace: about.namespace ?? '',
    name: about.name,
    server: vault.server,
    path: vault.path.replaceAll(/^\/+|\/+$/g, ''),
    version: vault.version,
    auth: Object.keys(vault.auth).filter((name) => name !== 'namespace'),
    tokenHeaders: headers,
    ...(login.success
      ? {
          kubernetes: {
            mountPath: login.data.mountPath,
            role: login.data.role,
            account: login.data.serviceAccountRef?.name ?? '',
            audiences: login.data.serviceAccountRef?.audiences ?? [],
            secretRef: login.data.secretRef !== undefined,
          },
        }
      : {}),
  };
}
