/** What things are called in this lab; the page, the scripts and the checks agree on these. */
export const names = {
  mount: 'secret',
  auth: 'kubernetes',
  account: 'vault-login',
  store: 'vault',
  externalSecret: 'app',
  secret: 'app-credentials',
  platform: 'platform',
  sharedAccount: 'vault-shared',
  sharedRole: 'shared',
  sharedStore: 'shared',
  sharedFolder: 'shared',
  sharedEntry: 'shared/registry',
  sharedExternalSecret: 'registry',
  sharedSecret: 'registry-credentials',
} as const;

export const esoApi = 'external-secrets.io/v1';

export const teams = ['team-a', 'team-b'] as const;
export type Team = (typeof teams)[number];

export function otherTeam(team: Team): Team {
  return team === 'team-a' ? 'team-b' : 'team-a';
}

/** Where the shared entry may be read, and where not. */
export const admitted: readonly string[] = ['production', 'staging'];
export const shutOut: readonly string[] = ['dev', 'team-a'];
