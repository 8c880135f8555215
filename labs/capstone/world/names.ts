/** What things are called in this lab; the page, the scripts and the checks agree on these. */
export const names = {
  namespace: 'shop',
  account: 'shop',
  role: 'shop',
  domain: 'shop.svc',
  host: 'web.shop.svc',
  store: 'vault',
  tls: 'shop-tls',
  push: 'db-admin',
  entry: 'shop/db-admin',
  cardKey: 'shop/card-key',
  answer: 'incident-answer',
} as const;

export const esoApi = 'external-secrets.io/v1';
export const generatorApi = 'generators.external-secrets.io/v1alpha1';
/** Vault can't be watched: it is worth another look this often. */
export const pollMs = 3000;
/** Changes to this annotation make ESO look again. */
export const lookAgain = 'kindlab.dev/look-again';
