import { z } from 'zod';
import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import { parseAnswer } from '../../static-sync/world/vault-answers.ts';
import { names, pollMs } from '../world/names.ts';

const roleSchema = z.object({
  data: z.object({
    bound_service_account_names: z.array(z.string()).nullable().default([]),
    bound_service_account_namespaces: z.array(z.string()).nullable().default([]),
    token_policies: z.array(z.string()).nullable().default([]),
    token_ttl: z.number().default(0),
  }),
});

interface LoginRoleFact {
  readonly role?: {
    readonly accounts: readonly string[];
    readonly namespaces: readonly string[];
    readonly policies: readonly string[];
    readonly tokenSeconds: number;
  };
}

const hints: Hints = [
  '`vault read auth/kubernetes/role/shop` shows who may log in by this role, and with which policies.',
  'The fields are `bound_service_account_names`, `bound_service_account_namespaces`, `token_policies` and `token_ttl`.',
  '`vault write auth/kubernetes/role/shop bound_service_account_names=shop bound_service_account_namespaces=shop token_policies=shop token_ttl=10m`',
];
const wanted = 'service account `shop` of namespace `shop`, policy `shop`, for an hour at most';

export const loginRole = defineCheck<LoginRoleFact>({
  id: 'login-role',
  claim: 'Only service account `shop` in `shop` may log in by role `shop`, and gets policy `shop` alone',
  points: 2,
  watches: [],
  pollMs,
  look: async ({ vault }, signal) => {
    const answer = await vault.read(`auth/kubernetes/role/${names.role}`, signal);
    if (answer.status === 404) return {};
    const { data } = parseAnswer('the role', roleSchema, answer);
    return {
      role: {
        accounts: data.bound_service_account_names ?? [],
        namespaces: data.bound_service_account_namespaces ?? [],
        policies: data.token_policies ?? [],
        tokenSeconds: data.token_ttl,
      },
    };
  },
  judge: ({ role }) => {
    if (role === undefined) {
      const next = 'Write the role.';
      return differs('no-role', {
        saw: 'there is no role `shop` at `auth/kubernetes/role/`',
        wanted,
        next,
        hints,
      });
    }
    if (role.accounts.join() !== names.account || role.namespaces.join() !== names.namespace) {
      return differs('bound-wider', {
        saw: `accounts ${codes(role.accounts)} of namespaces ${codes(role.namespaces)} may log in`,
        wanted,
        next: 'Bind the role to one account in one namespace.',
        hints,
      });
    }
    if (role.policies.join() !== 'shop') {
      const next = 'Give the role its one policy.';
      return differs('other-policies', {
        saw: `the role grants ${codes(role.policies, 'no policy')}`,
        wanted,
        next,
        hints,
      });
    }
    if (role.tokenSeconds > 0 && role.tokenSeconds <= 3600) return holds;
    return differs('long-token', {
      saw:
        role.tokenSeconds === 0
          ? 'its tokens live as long as Vault’s default, 768 hours'
          : `its tokens live ${String(role.tokenSeconds / 3600)} hours`,
      wanted,
      next: 'Set `token_ttl`.',
      hints,
    });
  },
});
