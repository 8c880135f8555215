/** Where one entry of a KV version 2 engine arrives in the cluster, and through which store. */
export interface SyncPlace {
  readonly mount: string;
  readonly entry: string;
  readonly namespace: string;
  readonly store: { readonly kind: 'ClusterSecretStore' | 'SecretStore'; readonly name: string };
  readonly externalSecret: string;
  readonly secret: string;
}

export const esoApi = 'external-secrets.io/v1';

/** Values that a challenge writes for a moment begin with this, so that nobody takes them for the learner's. */
export const testValuePrefix = 'kindlab-test-';
/** Objects that a challenge makes for a moment begin with this. */
export const probePrefix = 'kindlab-probe-';

export function externalSecretRef({ namespace, externalSecret: name }: SyncPlace) {
  return { apiVersion: esoApi, plural: 'externalsecrets', namespace, name } as const;
}

export function secretRef({ namespace, secret: name }: SyncPlace) {
  return { apiVersion: 'v1', plural: 'secrets', namespace, name } as const;
}
