import { z } from 'zod';
import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { parseAnswer } from '#labs/static-sync/world/vault-answers.ts';
import { lookAtRole } from '../world/engine.ts';
import { names } from '../world/names.ts';

interface LoginRoleFact {
  /** The service account is there. */
  readonly account: boolean;
  /** Names of the roles that there are. */
  readonly others: readonly string[];
  readonly role?: {
    readonly accounts: readonly string[];
    readonly namespaces: readonly string[];
    readonly policies: readonly string[];
    readonly ttlS: number;
  };
  /** How long a database login lives. */
  readonly loginTtlS: number;
}

const roleAnswer = z.object({
  data: z.object({
    bound_service_account_names: z.array(z.string()).nullable().default([]),
    bound_service_account_namespaces: z.array(z.string()).nullable().default([]),
    token_policies: z.array(z.string()).nullable().default([]),
    token_ttl: z.number().default(0),
  }),
});
const listing = z.object({ data: z.object({ keys: z.array(z.string()) }) });

async function lookAtLoginRole(probes: Probes, signal: AbortSignal): Promise<LoginRoleFact> {
  const { vault, kubernetes } = probes;
  const ref = {
    apiVersion: 'v1',
    plural: 'serviceaccounts',
    namespace: names.namespace,
    name: names.serviceAccount,
  };
  const [account, listed, answer, database] = await Promise.all([
    kubernetes.get(ref, signal),
    vault.list('auth/kubernetes/role', signal),
    vault.read(`auth/kubernetes/role/${names.authRole}`, signal),
    lookAtRole(probes, signal),
  ]);
  const keys = listing.safeParse(listed.body);
  const base = {
    account: account !== undefined,
    others: keys.success ? keys.data.data.keys.filter((name) => name !== names.authRole) : [],
    loginTtlS: database.role?.defaultTtlS ?? 0,
  };
  if (answer.status === 404) return base;
  const found = parseAnswer('the role of the login', roleAnswer, answer).data;
  return {
    ...base,
    role: {
      accounts: found.bound_service_account_names ?? [],
      namespaces: found.bound_service_account_namespaces ?? [],
      policies: found.token_policies ?? [],
      ttlS: found.token_ttl,
    },
  };
}

function hints(which: string, setting: string): Hints {
  return [
    '`vault read auth/kubernetes/role/shop-app` shows the role.',
    which,
    `\`vault write auth/kubernetes/role/shop-app ${setting}\` changes this setting and keeps the others`,
  ];
}

export const loginRole = defineCheck<LoginRoleFact>({
  id: 'login-role',
  claim: 'Only `shop-app` of namespace `shop` can log in to Vault by the role `shop-app`',
  points: 2,
  needs: ['role-spec'],
  watches: [{ apiVersion: 'v1', plural: 'serviceaccounts', namespace: names.namespace }],
  pollMs: 3000,
  look: lookAtLoginRole,
  judge: ({ account, others, role, loginTtlS }) => {
    if (!account) return noAccount;
    if (role === undefined) return noRole(others);
    return judgeBinding(role) ?? judgeToken(role, loginTtlS) ?? holds;
  },
});

const noAccount: Verdict = differs('no-account', {
  saw: 'there is no service account `shop-app` in `shop`',
  wanted: 'an identity for the application',
  next: 'Make the service account; it has to be in the namespace of whoever uses it.',
  hints: [
    '`kubectl get serviceaccounts -n shop` shows who there is.',
    'Its name is `shop-app`, its namespace `shop`.',
    '`kubectl create serviceaccount shop-app -n shop`',
  ],
});

function noRole(others: readonly string[]): Verdict {
  return differs('no-role', {
    saw:
      others.length === 0
        ? 'Vault’s Kubernetes login has no role'
        : `Vault’s Kubernetes login has the role ${codes(others)}, and no \`shop-app\``,
    wanted: 'a role `shop-app` at `auth/kubernetes`',
    next: 'Write the role: who may log in, and with which policy.',
    hints: [
      '`vault list auth/kubernetes/role` shows the roles. A role of the database engine is another thing.',
      'It takes `bound_service_account_names`, `bound_service_account_namespaces`, `token_policies` and `token_ttl`.',
      'Take the command of this exercise: `vault write auth/kubernetes/role/shop-app …`',
    ],
  });
}

type Role = NonNullable<LoginRoleFact['role']>;

function judgeBinding({ accounts, namespaces, policies }: Role): Verdict | undefined {
  if (accounts.length !== 1 || accounts[0] !== names.serviceAccount) {
    return differs('accounts', {
      saw: `it is open to the service accounts ${codes(accounts)}`,
      wanted: '`shop-app` alone',
      next: 'Name the one account. With `*` every pod of the namespace gets in.',
      hints: hints('The setting is `bound_service_account_names`.', 'bound_service_account_names=shop-app'),
    });
  }
  if (namespaces.length !== 1 || namespaces[0] !== names.namespace) {
    return differs('namespaces', {
      saw: `it is open to the namespaces ${codes(namespaces)}`,
      wanted: '`shop` alone',
      next: 'Name the namespace: anybody can make a `shop-app` in one of their own.',
      hints: hints(
        'The setting is `bound_service_account_namespaces`.',
        'bound_service_account_namespaces=shop',
      ),
    });
  }
  const own = policies.filter((name) => name !== 'default');
  if (own.length > 0 && !own.includes('root')) return undefined;
  return differs('policies', {
    saw: own.length === 0 ? 'whoever logs in gets no policy' : 'whoever logs in gets the policy `root`',
    wanted: 'a policy that allows one path',
    next: 'Write a policy for this use and name it here.',
    hints: hints(
      'The setting is `token_policies`; the policy itself is written with `vault policy write`.',
      'token_policies=shop-app',
    ),
  });
}

const longestTokenS = 3600;

function judgeToken({ ttlS }: Role, loginTtlS: number): Verdict | undefined {
  if (ttlS > 0 && ttlS < loginTtlS) {
    return differs('token-too-short', {
      saw: `the token lives ${String(ttlS)} seconds, the database login it fetches ${String(loginTtlS)}`,
      wanted: 'a `token_ttl` that is not below the login’s `default_ttl`',
      next: 'A lease hangs on the token that asked for it: when the token ends, the login ends too, whatever the lease says.',
      hints: hints(
        'Compare `token_ttl` here with `default_ttl` of `database/roles/app`.',
        `token_ttl=5m token_max_ttl=5m`,
      ),
    });
  }
  if (ttlS > 0 && ttlS <= longestTokenS) return undefined;
  return differs('token-too-long', {
    saw:
      ttlS === 0
        ? '`token_ttl` isn’t set: a token lives 32 days'
        : `the token lives ${code(`${String(Math.round(ttlS / 3600))} hours`)}`,
    wanted: 'a `token_ttl` of at most an hour',
    next: 'ESO logs in anew each time; nobody needs its token for longer than the login.',
    hints: hints('The setting is `token_ttl`.', 'token_ttl=5m token_max_ttl=5m'),
  });
}
