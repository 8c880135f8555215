/** The names that this lab's page, scripts and checks agree on. */
export const names = {
  mount: 'database',
  connection: 'shop',
  role: 'app',
  /** Where the node passes connections on to PostgreSQL: Vault stands outside the cluster. */
  nodePort: '30432',
  database: 'shop',
  adminUser: 'vault_admin',
  namespace: 'shop',
  serviceAccount: 'shop-app',
  authRole: 'shop-app',
  generator: 'shop-db',
  externalSecret: 'shop-db',
  secret: 'shop-db',
} as const;

export const esoApi = 'external-secrets.io/v1';
export const generatorApi = 'generators.external-secrets.io/v1alpha1';
/** How ESO signs what it writes, in the API server's records. */
export const esoManager = `externalsecrets.external-secrets.io/${names.externalSecret}`;
