/** What things are called in this lab; the page, the scripts and the checks agree on these. */
export const names = {
  namespace: 'lab1',
  operatorNamespace: 'external-secrets',
  mount: 'secret',
  entry: 'myapp/config',
  keys: ['api_key', 'database_url'],
  tokenSecret: 'vault-token',
  tokenKey: 'token',
  store: 'vault-dev',
  externalSecret: 'myapp-config',
  secret: 'myapp-config',
} as const;

export const esoApi = 'external-secrets.io/v1';

/** Objects and entries that a challenge makes for a moment begin with this. */
export const probePrefix = 'kindlab-probe-';
