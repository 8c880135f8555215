import type { SyncPlace } from '../../shared/sync-place.ts';

/** What things are called in this lab; the page, the scripts and the checks agree on these. */
export const names = {
  namespace: 'lab3',
  neighbour: 'neighbour',
  mount: 'kubernetes',
  role: 'myapp',
  policy: 'myapp-read',
  store: 'vault',
  oldToken: 'vault-token',
  audience: 'vault',
} as const;

export const reviewer = { namespace: 'vault-auth', name: 'vault-reviewer' } as const;
export const application = { namespace: names.namespace, name: 'myapp' } as const;
/** Another team's application of the same name. */
export const namesake = { namespace: names.neighbour, name: 'myapp' } as const;

export const place: SyncPlace = {
  mount: 'secret',
  entry: 'myapp/config',
  namespace: names.namespace,
  store: { kind: 'SecretStore', name: names.store },
  externalSecret: 'myapp-config',
  secret: 'myapp-config',
};

/** Policies speak of paths of the API: in KV version 2 an entry lies below data/. */
export const entryPath = 'secret/data/myapp/config';
/** What the application must not be able to do anything with. */
export const closedPaths = [
  'secret/data/admin/break-glass',
  'secret/data/myapp/other',
  'secret/metadata/myapp/config',
  'auth/kubernetes/role/myapp',
  'sys/policies/acl/myapp-read',
] as const;
