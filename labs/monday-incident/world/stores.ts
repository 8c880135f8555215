import { z } from 'zod';
import { findCondition } from '#checkers/objects/conditions.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { secretStore, vaultProvider } from '#checkers/objects/secret-store.ts';
import type { KubernetesObject, Probes } from '#checkers/probes/probes.ts';
import { esoApi } from './names.ts';

export type StoreKind = 'ClusterSecretStore' | 'SecretStore';

/** A store of either kind, as far as an ExternalSecret depends on it. */
export interface StoreFact {
  readonly kind: StoreKind;
  readonly name: string;
  /** Empty for a ClusterSecretStore. */
  readonly namespace: string;
  readonly providers: readonly string[];
  readonly version: string;
  readonly path: string;
  /** Names of the ways to log in that are set. */
  readonly auth: readonly string[];
  /** Headers can carry a token too. */
  readonly headers: boolean;
  readonly mountPath: string;
  readonly role: string;
  /** Reason of `Ready`; empty: none yet. */
  readonly reason: string;
  readonly ready: boolean;
  /** Only of a ClusterSecretStore: namespaces that may use it. `undefined`: all may. */
  readonly namespaces?: readonly string[];
  /** Its conditions also say something else than exact names. */
  readonly widens: boolean;
}

export async function lookAtStores(
  { kubernetes }: Probes,
  signal: AbortSignal,
): Promise<readonly StoreFact[]> {
  const [here, everywhere] = await Promise.all([
    kubernetes.list({ apiVersion: esoApi, plural: 'secretstores' }, {}, signal),
    kubernetes.list({ apiVersion: esoApi, plural: 'clustersecretstores' }, {}, signal),
  ]);
  return [
    ...here.map((object) => summarise('SecretStore', object)),
    ...everywhere.map((object) => summarise('ClusterSecretStore', object)),
  ];
}

const kubernetesAuth = z.object({
  kubernetes: z.object({ mountPath: z.string().default('kubernetes'), role: z.string().default('') }),
});
const conditioned = z.object({
  spec: z.object({
    conditions: z.array(z.looseObject({ namespaces: z.array(z.string()).optional() })).optional(),
  }),
});

function summarise(kind: StoreKind, object: KubernetesObject): StoreFact {
  const { metadata, spec, status } = parseObject(secretStore, object);
  const vault = vaultProvider.safeParse(spec.provider['vault']);
  const login = kubernetesAuth.safeParse(vault.data?.auth).data?.kubernetes;
  const ready = findCondition(status.conditions, 'Ready');
  const { conditions } = parseObject(conditioned, object).spec;
  return {
    kind,
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    providers: Object.keys(spec.provider),
    version: vault.data?.version ?? '',
    path: vault.data?.path ?? '',
    auth: Object.keys(vault.data?.auth ?? {}),
    headers: z.object({ headers: z.record(z.string(), z.string()) }).safeParse(spec.provider['vault'])
      .success,
    mountPath: login?.mountPath ?? '',
    role: login?.role ?? '',
    reason: ready?.reason ?? '',
    ready: ready?.status === 'True',
    ...(conditions === undefined
      ? {}
      : { namespaces: conditions.flatMap(({ namespaces }) => namespaces ?? []) }),
    widens: (conditions ?? []).some((condition) =>
      Object.keys(condition).some((key) => key !== 'namespaces'),
    ),
  };
}
