/** What things are called in this lab; the page, the scripts and the checks agree on these. */
export const names = {
  /** Where the inventory lies, and where the learner writes what was found. */
  incidentNamespace: 'incident',
  inventory: 'inventory',
  diagnosis: 'diagnosis',
  /** Where what several teams share lives. */
  platformNamespace: 'platform',
  mount: 'secret',
  auth: 'kubernetes',
  store: 'vault',
  keys: ['host', 'password', 'username'],
} as const;

export const esoApi = 'external-secrets.io/v1';

/** An application: it reads one Secret, and one ExternalSecret of its name is to write that. */
export interface App {
  /** `<namespace>/<name>`; also its entry below the mount in Vault. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly secret: string;
  readonly legacySecret: string;
}

const teams: Readonly<Record<string, readonly string[]>> = {
  shop: ['storefront', 'cart', 'checkout', 'catalog'],
  billing: ['invoices', 'payments', 'ledger', 'reports'],
  warehouse: ['stock', 'shipping', 'returns', 'labels'],
  accounts: ['login', 'profiles', 'sessions', 'consents'],
};

export const namespaces: readonly string[] = Object.keys(teams);

export const apps: readonly App[] = Object.entries(teams).flatMap(([namespace, members]) =>
  members.map((name) => ({
    id: `${namespace}/${name}`,
    namespace,
    name,
    secret: `${name}-credentials`,
    legacySecret: `${name}-legacy`,
  })),
);

/** The one of each team that has a Deployment in this cluster. */
export const deployed: readonly App[] = namespaces.flatMap(
  (namespace) => apps.find((app) => app.namespace === namespace) ?? [],
);
