import { z } from 'zod';
import { findCondition, type Condition } from '#checkers/objects/conditions.ts';
import { named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { secretKeyRef, secretStore, vaultProvider } from '#checkers/objects/secret-store.ts';
import { summariseSecret } from '#checkers/objects/secret.ts';
import type { KubernetesObject, Probes } from '#checkers/probes/probes.ts';
import { esoApi, names } from './names.ts';

/** The store vault-dev, and what there is where it should be. */
export interface StoreFact {
  readonly store?: {
    readonly generation: number;
    readonly controller: string;
    /** Names of the providers in its spec. */
    readonly providers: readonly string[];
    readonly vault?: {
      readonly server: string;
      readonly path: string;
      readonly version: string;
      /** Names of the ways to log in that are set. */
      readonly auth: readonly string[];
      readonly token?: { readonly name: string; readonly key: string };
    };
    readonly ready?: Pick<Condition, 'reason' | 'status'>;
  };
  /** Other namespaces with a store of this name. */
  readonly namespaces: readonly string[];
  /** There is a ClusterSecretStore of this name. */
  readonly cluster: boolean;
  /** Names of other stores in the namespace. */
  readonly others: readonly string[];
  /** Keys of the Secret vault-token; absent: there is no such Secret. */
  readonly tokenKeys?: readonly string[];
  readonly addressInCluster: string;
}

const stores = { apiVersion: esoApi, plural: 'secretstores' };

export async function lookAtStore(probes: Probes, signal: AbortSignal): Promise<StoreFact> {
  const { kubernetes, attempt } = probes;
  const [listed, cluster, secret] = await Promise.all([
    kubernetes.list(stores, {}, signal),
    kubernetes.get({ ...stores, plural: 'clustersecretstores', name: names.store }, signal),
    kubernetes.get(
      { apiVersion: 'v1', plural: 'secrets', namespace: names.namespace, name: names.tokenSecret },
      signal,
    ),
  ]);
  const places = listed.map((object) => ({ object, ...parseObject(named, object).metadata }));
  const here = places.filter(({ namespace }) => namespace === names.namespace);
  const found = here.find(({ name }) => name === names.store);
  return {
    ...(found === undefined ? {} : { store: summarise(found.object) }),
    namespaces: places.flatMap(({ name, namespace }) =>
      name === names.store && namespace !== names.namespace ? (namespace ?? []) : [],
    ),
    cluster: cluster !== undefined,
    others: here.map(({ name }) => name).filter((name) => name !== names.store),
    ...(secret === undefined ? {} : { tokenKeys: summariseSecret(secret).keys }),
    addressInCluster: attempt.vaultAddressInCluster,
  };
}

const tokenAuth = z.object({ tokenSecretRef: secretKeyRef });

function summarise(object: KubernetesObject): NonNullable<StoreFact['store']> {
  const { metadata, spec, status } = parseObject(secretStore, object);
  const vault = vaultProvider.safeParse(spec.provider['vault']);
  const auth = tokenAuth.safeParse(vault.data?.auth);
  const ready = findCondition(status.conditions, 'Ready');
  return {
    generation: metadata.generation,
    controller: spec.controller,
    providers: Object.keys(spec.provider),
    ...(vault.success
      ? {
          vault: {
            server: vault.data.server,
            path: vault.data.path,
            version: vault.data.version,
            auth: Object.keys(vault.data.auth),
            ...(auth.success
              ? { token: { name: auth.data.tokenSecretRef.name, key: auth.data.tokenSecretRef.key } }
              : {}),
          },
        }
      : {}),
    ...(ready === undefined ? {} : { ready: { status: ready.status, reason: ready.reason } }),
  };
}
