/** What things are called in this lab; the page, the scripts and the checks agree on these. */
export const names = {
  namespace: 'lab2',
  /** StatefulSet, Service and ConfigMap of Vault B. */
  server: 'vault-b',
  pod: 'vault-b-0',
  sealSecret: 'vault-b-seal',
  sealTokenKey: 'token',
  key: 'autounseal',
  admin: 'admin',
  marker: 'marker',
} as const;

export const service = { namespace: names.namespace, name: names.server, port: 8200 } as const;
export const podRef = {
  apiVersion: 'v1',
  plural: 'pods',
  namespace: names.namespace,
  name: names.pod,
} as const;

export const podWatches = [
  { apiVersion: 'v1', plural: 'pods', namespace: names.namespace },
  { apiVersion: 'apps/v1', plural: 'statefulsets', namespace: names.namespace },
];
export const pollMs = 5000;
