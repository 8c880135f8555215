import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { attemptsMs, tryToRead, type AttemptResult } from '#labs/shared/probe-external-secrets.ts';
import { judgeAttempts, type Claim } from '../world/judge-attempts.ts';
import { judgeDelivery } from '../world/judge-delivery.ts';
import { judgeRole } from '../world/judge-role.ts';
import { judgeStore } from '../world/judge-store.ts';
import { admitted, esoApi, names, shutOut } from '../world/names.ts';
import { lookAtRole, type RoleFact } from '../world/roles.ts';
import { lookAtDelivery, lookAtStore, type DeliveryFact, type StoreFact } from '../world/sync.ts';

const store = { kind: 'ClusterSecretStore', name: names.sharedStore } as const;
const watches = [
  { apiVersion: esoApi, plural: 'clustersecretstores' },
  { apiVersion: esoApi, plural: 'externalsecrets' },
  { apiVersion: 'v1', plural: 'secrets' },
];

const sharedRole = defineCheck<{ readonly role?: RoleFact }>({
  id: 'shared-role',
  claim: 'A role `shared` lets in `vault-shared` of `platform`, to read below `shared` and nothing else',
  points: 2,
  watches: [],
  pollMs: 5000,
  look: async (probes, signal) => {
    const role = await lookAtRole(names.sharedRole, probes, signal);
    return role === undefined ? {} : { role };
  },
  judge: ({ role }) => {
    const found = judgeRole(role, {
      role: names.sharedRole,
      account: names.sharedAccount,
      namespace: names.platform,
    });
    if (found !== undefined) return found;
    const wide = role?.rules.find(
      ({ path, capabilities }) =>
        !/^secret\/(data|metadata)\/shared\//.test(path) ||
        capabilities.some((word) => word !== 'read' && word !== 'list'),
    );
    const folder = `secret/data/${names.sharedFolder}/*`;
    if (wide === undefined && role?.rules.some(({ path }) => path === folder)) return holds;
    return differs('wide', {
      saw:
        wide === undefined
          ? 'its policy doesn’t cover the whole folder'
          : `its policy allows ${codes(wide.capabilities)} on ${code(wide.path)}`,
      wanted: `\`read\` on ${code(folder)}`,
      next: 'Conditions of a store hold back ExternalSecrets. What a login may read at all, only the policy says.',
      hints: [
        '`vault policy read shared`',
        'The path names the mount, `data/`, the folder, and `/*`.',
        `\`echo 'path "${folder}" { capabilities = ["read"] }' | vault policy write shared -\``,
      ],
    });
  },
});

interface SharedStoreFact {
  readonly store?: StoreFact;
  readonly address: string;
}

async function lookAtShared(...[probes, signal]: Parameters<Check['look']>): Promise<SharedStoreFact> {
  const found = await lookAtStore({ name: names.sharedStore }, probes, signal);
  return { ...(found === undefined ? {} : { store: found }), address: probes.attempt.vaultAddressInCluster };
}

const sharedLogin = defineCheck<SharedStoreFact>({
  id: 'shared-login',
  claim: 'ClusterSecretStore `shared` logs in by that role',
  points: 1,
  needs: ['shared-role'],
  watches,
  look: lookAtShared,
  judge: ({ store: found, address }) =>
    judgeStore(found, {
      ...store,
      role: names.sharedRole,
      account: names.sharedAccount,
      accountNamespace: names.platform,
      address,
    }) ?? holds,
});

const conditions = defineCheck<SharedStoreFact>({
  id: 'shared-conditions',
  claim: 'It admits `production` and `staging` by name, and nobody else',
  points: 2,
  needs: ['shared-login'],
  watches,
  look: lookAtShared,
  judge: ({ store: found }) => {
    const said = found?.conditions;
    if (said === undefined || said.kinds.length === 0)
      return otherConditions(
        'it has no conditions: whoever may make an ExternalSecret anywhere reads through it',
      );
    const loose = said.kinds.filter((kind) => kind !== 'namespaces');
    if (loose.length > 0) return otherConditions(`its conditions go by ${codes(loose)}`);
    if ([...new Set(said.namespaces)].join() === [...admitted].sort().join()) return holds;
    return otherConditions(`it admits ${codes(said.namespaces)}`);
  },
});

function otherConditions(saw: string): Verdict {
  return differs('other-conditions', {
    saw,
    wanted: '`conditions` with the namespaces `production` and `staging`',
    next: 'Name them. A pattern isn’t anchored (`prod` also admits `nonprod`), and whoever may label a namespace may pass a selector.',
    hints: [
      "`kubectl get clustersecretstore shared -o jsonpath='{.spec.conditions}'`",
      'The field is `spec.conditions[].namespaces`; several conditions add up.',
      `\`kubectl patch clustersecretstore shared --type merge -p '{"spec":{"conditions":[{"namespaces":["production","staging"]}]}}'\``,
    ],
  });
}

interface DeliveriesFact {
  readonly deliveries: Readonly<Record<string, DeliveryFact>>;
}

const synced = defineCheck<DeliveriesFact>({
  id: 'shared-secrets',
  claim: 'The shared entry arrives in `production` and in `staging`',
  points: 2,
  needs: ['shared-login'],
  watches,
  pollMs: 5000,
  look: async (probes, signal) => {
    const found = admitted.map(async (namespace) => {
      const wanted = {
        namespace,
        name: names.sharedExternalSecret,
        secret: names.sharedSecret,
        entry: names.sharedEntry,
      };
      return [namespace, await lookAtDelivery(wanted, probes, signal)] as const;
    });
    return { deliveries: Object.fromEntries(await Promise.all(found)) };
  },
  judge: ({ deliveries }) => {
    for (const namespace of admitted) {
      const wanted = {
        namespace,
        name: names.sharedExternalSecret,
        store,
        entry: names.sharedEntry,
        secret: names.sharedSecret,
      };
      const found = judgeDelivery(deliveries[namespace] ?? { testing: false }, wanted);
      if (found.kind !== 'holds') return found;
    }
    return holds;
  },
});

/** The admitted read the shared folder; the others don't, and neither reads a team's folder through this store. */
const claims: readonly Claim[] = [
  ...admitted.map((namespace) => ({ namespace, store, folder: names.sharedFolder, allowed: true })),
  ...shutOut.map((namespace) => ({ namespace, store, folder: names.sharedFolder, allowed: false })),
  { namespace: 'production', store, folder: 'team-a', allowed: false },
];

const fenced = defineCheck<{ readonly results: readonly AttemptResult[] }>({
  id: 'shared-fenced',
  claim:
    'Through it production and staging read what is shared, `dev` and the teams nothing, and nobody a team’s entries',
  points: 4,
  needs: ['shared-conditions', 'shared-secrets'],
  challenge: true,
  doing:
    'test ExternalSecrets in five namespaces to read what they may and what they may not; they are removed afterwards',
  deadlineMs: attemptsMs,
  watches,
  look: async (probes, signal) => ({ results: await tryToRead(claims, probes, signal) }),
  judge: ({ results }) => judgeAttempts(claims, results) ?? holds,
});

export const checks: readonly Check[] = [sharedRole, sharedLogin, conditions, synced, fenced];
