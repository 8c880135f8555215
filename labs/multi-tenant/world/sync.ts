import { digest } from '#checkers/digest.ts';
import { findCondition } from '#checkers/objects/conditions.ts';
import { externalSecret } from '#checkers/objects/external-secret.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { secretStore, vaultProvider } from '#checkers/objects/secret-store.ts';
import { summariseSecret } from '#checkers/objects/secret.ts';
import type { KubernetesObject, Probes } from '#checkers/probes/probes.ts';
import { testValuePrefix } from '#labs/shared/sync-place.ts';
import { z } from 'zod';
import { entryVersion } from '../../static-sync/world/vault-answers.ts';
import { esoApi, names } from './names.ts';

export interface StoreFact {
  readonly providers: readonly string[];
  readonly server: string;
  readonly path: string;
  readonly version: string;
  /** Names of the ways to log in that are set. */
  readonly auth: readonly string[];
  readonly mountPath: string;
  readonly role: string;
  readonly account: string;
  /** Empty: not said. */
  readonly accountNamespace: string;
  /** Conditions of a ClusterSecretStore: what kinds there are, and the names. `undefined`: none at all. */
  readonly conditions?: { readonly kinds: readonly string[]; readonly namespaces: readonly string[] };
  readonly ready: boolean;
  readonly reason: string;
}

export interface DeliveryFact {
  /** The ExternalSecret; absent: there is none. */
  readonly externalSecret?: {
    readonly uid: string;
    readonly store: { readonly kind: string; readonly name: string };
    readonly otherSources: boolean;
    readonly keys: readonly string[];
    readonly target: string;
    readonly creationPolicy: string;
    readonly ready: boolean;
    readonly reason: string;
  };
  /** Digests of the entry in Vault; absent: there is none. */
  readonly entry?: Readonly<Record<string, string>>;
  readonly testing: boolean;
  readonly secret?: { readonly digests: Readonly<Record<string, string>>; readonly owner: string };
}

const login = z.object({
  kubernetes: z.object({
    mountPath: z.string().default(''),
    role: z.string().default(''),
    serviceAccountRef: z
      .object({ name: z.string().default(''), namespace: z.string().default('') })
      .prefault({}),
  }),
});
const conditioned = z.object({
  spec: z.object({ conditions: z.array(z.record(z.string(), z.unknown())).optional() }),
});
const byName = z.object({ namespaces: z.array(z.string()) });

/** `namespace` absent: the ClusterSecretStore of this name. */
export async function lookAtStore(
  { name, namespace }: { readonly name: string; readonly namespace?: string },
  { kubernetes }: Probes,
  signal: AbortSignal,
): Promise<StoreFact | undefined> {
  const ref =
    namespace === undefined
      ? { apiVersion: esoApi, plural: 'clustersecretstores', name }
      : { apiVersion: esoApi, plural: 'secretstores', namespace, name };
  const object = await kubernetes.get(ref, signal);
  return object === undefined ? undefined : summarise(object);
}

function summarise(object: KubernetesObject): StoreFact {
  const { spec, status } = parseObject(secretStore, object);
  const vault = vaultProvider.safeParse(spec.provider['vault']).data;
  const auth = login.safeParse(vault?.auth).data?.kubernetes;
  const ready = findCondition(status.conditions, 'Ready');
  const { conditions } = parseObject(conditioned, object).spec;
  return {
    providers: Object.keys(spec.provider),
    server: vault?.server ?? '',
    path: vault?.path ?? '',
    version: vault?.version ?? '',
    auth: Object.keys(vault?.auth ?? {}),
    mountPath: auth?.mountPath ?? '',
    role: auth?.role ?? '',
    account: auth?.serviceAccountRef.name ?? '',
    accountNamespace: auth?.serviceAccountRef.namespace ?? '',
    ...(conditions === undefined
      ? {}
      : {
          conditions: {
            kinds: [...new Set(conditions.flatMap((each) => Object.keys(each)))].sort(),
            namespaces: conditions.flatMap((each) => byName.safeParse(each).data?.namespaces ?? []).sort(),
          },
        }),
    ready: ready?.status === 'True',
    reason: ready?.reason ?? '',
  };
}

/** An ExternalSecret, the entry that it is to read, and the Secret that it is to write. */
export async function lookAtDelivery(
  {
    namespace,
    name,
    secret,
    entry,
  }: { readonly namespace: string; readonly name: string; readonly secret: string; readonly entry: string },
  { kubernetes, vault }: Probes,
  signal: AbortSignal,
): Promise<DeliveryFact> {
  const [found, written, answer] = await Promise.all([
    kubernetes.get({ apiVersion: esoApi, plural: 'externalsecrets', namespace, name }, signal),
    kubernetes.get({ apiVersion: 'v1', plural: 'secrets', namespace, name: secret }, signal),
    vault.read(`${names.mount}/data/${entry}`, signal),
  ]);
  const values = Object.entries(entryVersion.safeParse(answer.body).data?.data.data ?? {}).map(
    ([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  const summary = written === undefined ? undefined : summariseSecret(written);
  return {
    ...(found === undefined ? {} : { externalSecret: summariseExternalSecret(found) }),
    ...(values.length === 0
      ? {}
      : { entry: Object.fromEntries(values.map(([key, value]) => [key, digest(value)])) }),
    testing: values.some(([, value]) => value.startsWith(testValuePrefix)),
    ...(summary === undefined
      ? {}
      : { secret: { digests: summary.digests, owner: summary.owner?.uid ?? '' } }),
  };
}

function summariseExternalSecret(object: KubernetesObject): NonNullable<DeliveryFact['externalSecret']> {
  const { metadata, spec, status } = parseObject(externalSecret, object);
  const ready = findCondition(status.conditions, 'Ready');
  const sources = [...spec.data, ...spec.dataFrom];
  return {
    uid: metadata.uid,
    store: spec.secretStoreRef ?? { kind: 'SecretStore', name: '' },
    otherSources:
      sources.some(({ sourceRef }) => sourceRef !== undefined) ||
      spec.dataFrom.some(({ find }) => find !== undefined),
    keys: [
      ...spec.data.map(({ remoteRef }) => remoteRef.key),
      ...spec.dataFrom.flatMap(({ extract }) => extract?.key ?? []),
    ],
    target: spec.target.name === '' ? metadata.name : spec.target.name,
    creationPolicy: spec.target.creationPolicy,
    ready: ready?.status === 'True',
    reason: ready?.reason ?? '',
  };
}
