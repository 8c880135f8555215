import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import {
  incidentLookMs,
  incidentPollMs,
  incidentWatches,
  lookAtIncident,
  type IncidentFact,
} from '../world/incident.ts';
import { apps, names } from '../world/names.ts';
import type { RoleFact } from '../world/roles.ts';
import type { StoreFact } from '../world/stores.ts';

export const nothingWide = defineCheck<IncidentFact>({
  id: 'nothing-wide',
  claim: 'No store and no policy opens more than it did before the incident',
  points: 0,
  given: true,
  watches: incidentWatches,
  pollMs: incidentPollMs,
  deadlineMs: incidentLookMs,
  look: lookAtIncident,
  judge: ({ stores, roles }) => {
    const strange = stores.find(({ auth, headers }) => auth.join() !== 'kubernetes' || headers);
    if (strange !== undefined) return otherLogin(strange);
    const open = stores.find(
      ({ kind, namespaces, widens }) => kind === 'ClusterSecretStore' && (namespaces === undefined || widens),
    );
    if (open !== undefined) return openStore(open);
    for (const role of roles) {
      const wide = wideRole(role) ?? widePolicy(role);
      if (wide !== undefined) return wide;
    }
    return holds;
  },
});

const wanted = 'the Kubernetes login, a role per team, and policies that name single entries';

function nameOf({ kind, name, namespace }: StoreFact): string {
  return code(namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`);
}

function otherLogin(store: StoreFact): Verdict {
  return differs('other-login', {
    saw: `${nameOf(store)} logs in by ${codes(store.headers ? ['headers'] : store.auth, store.providers.join(', '))}`,
    wanted,
    next: 'A token in a Secret never expires and opens everything that it may. Remove this store, and use those there were.',
    hints: [
      '`kubectl get secretstores,clustersecretstores -A` shows the stores; their `spec.provider.vault.auth` how they log in.',
      'The field is `spec.provider.vault.auth`: `kubernetes` with the role of the team.',
      `\`kubectl delete ${store.kind.toLowerCase()} ${store.name}${store.namespace === '' ? '' : ` -n ${store.namespace}`}\``,
    ],
  });
}

function openStore(store: StoreFact): Verdict {
  return differs('open-store', {
    saw: `${nameOf(store)} may be used from any namespace, or from those that a label or a pattern happens to match`,
    wanted: 'conditions that name the namespaces which need it',
    next: 'Add the one namespace to `conditions[].namespaces`, rather than removing the conditions.',
    hints: [
      `\`kubectl get clustersecretstore ${store.name} -o jsonpath='{.spec.conditions}'\``,
      'The field is `spec.conditions[].namespaces`. Without conditions whoever may make an ExternalSecret anywhere reads through this store.',
      `\`kubectl patch clustersecretstore ${store.name} --type merge -p '{"spec":{"conditions":[{"namespaces":["platform"]}]}}'\`, and the namespace that needs it beside`,
    ],
  });
}

function wideRole({ name, mountPath, accounts, namespaces, policies }: RoleFact): Verdict | undefined {
  const narrow =
    accounts.join() === 'vault-login' &&
    namespaces.join() === name &&
    policies.every((policy) => policy === name);
  if (narrow) return undefined;
  return differs('wide-role', {
    saw: `the role ${code(name)} at ${code(`auth/${mountPath}`)} lets in ${codes(accounts)} of ${codes(namespaces)} with ${codes(policies, 'no policy')}`,
    wanted: `\`vault-login\` of ${code(name)}, with the policy ${code(name)}`,
    next: 'Bind the role to its own team again.',
    hints: [
      `\`vault read auth/${mountPath}/role/${name}\``,
      'The fields are `bound_service_account_names`, `bound_service_account_namespaces` and `token_policies`.',
      `\`vault write auth/${mountPath}/role/${name} bound_service_account_names=vault-login bound_service_account_namespaces=${name} token_policies=${name} token_ttl=10m\``,
    ],
  });
}

/** A policy may name entries of its own team one by one; the platform's may name anybody's, one by one too. */
function widePolicy({ name, rules }: RoleFact): Verdict | undefined {
  const mine = apps
    .filter(({ namespace }) => namespace === name || name === names.platformNamespace)
    .map(({ id }) => id);
  const known = (path: string): boolean => {
    const entry = path.replace(/^secret\/((data|metadata)\/)?/, '');
    return mine.includes(entry) || entry === 'platform/vault-store';
  };
  const wide = rules.find(
    ({ path, capabilities }) =>
      !known(path) || capabilities.some((word) => !['read', 'list', 'deny'].includes(word)),
  );
  if (wide === undefined) return undefined;
  return differs('wide-policy', {
    saw: `the policy of the role ${code(name)} allows ${codes(wide.capabilities)} on ${code(wide.path)}`,
    wanted: '`read` on the team’s own entries, named one by one',
    next: 'Correct the one path that was wrong, and open nothing else.',
    hints: [
      `\`vault policy read ${name}\``,
      'What is granted too widely works at once, and nobody comes back to it. Look for `*`, `+` and for other teams’ paths.',
      `Write the policy anew with one \`path "secret/data/${name}/…" { capabilities = ["read"] }\` per application: \`vault policy write ${name} -\``,
    ],
  });
}
