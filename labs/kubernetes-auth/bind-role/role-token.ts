import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import { vaultPollMs } from '../world/auth-method.ts';
import { names } from '../world/names.ts';
import { lookAtRole, type Role, type RoleFact } from '../world/role.ts';

const longestSeconds = 3600;
const show = '`vault read auth/kubernetes/role/myapp`';

export const roleToken = defineCheck<RoleFact>({
  id: 'role-token',
  claim: 'What it gives out is a token with `myapp-read` alone, for an hour at most',
  points: 1,
  needs: ['role-bound'],
  watches: [],
  pollMs: vaultPollMs,
  look: lookAtRole,
  judge: ({ role }) => (role === undefined ? holds : (judgePolicies(role) ?? judgeLife(role) ?? holds)),
});

function judgePolicies({ policies }: Role): Verdict | undefined {
  if (policies.length === 1 && policies[0] === names.policy) return undefined;
  return differs('other-policies', {
    saw: `\`token_policies\` is ${codes(policies, 'empty')}`,
    wanted: '`myapp-read` and nothing else',
    next: policies.includes('root')
      ? 'Take `root` out: OpenBao refuses to give such a token to anybody who logs in, and the login fails.'
      : 'Name the one policy; `default` comes by itself.',
    hints: [
      `${show} shows \`token_policies\`.`,
      'Rights of several policies add up. What one of them allows too much, no other takes back, except by `deny`.',
      '`vault write auth/kubernetes/role/myapp token_policies=myapp-read`: the other fields stay as they are.',
    ],
  });
}

function judgeLife({ ttlSeconds, periodSeconds }: Role): Verdict | undefined {
  const tooLong = ttlSeconds === 0 || ttlSeconds > longestSeconds;
  if (!tooLong && periodSeconds === 0) return undefined;
  return differs('long-lived', {
    saw:
      periodSeconds > 0
        ? `\`token_period\` is ${String(periodSeconds)} s: such a token can be renewed for ever`
        : ttlSeconds === 0
          ? '`token_ttl` is 0: the token lives as long as Vault allows, 768 hours'
          : `\`token_ttl\` is ${String(Math.round(ttlSeconds / 60))} minutes`,
    wanted: '`token_ttl` of an hour or less, and no period',
    next: 'Set `token_ttl=10m`. ESO logs in anew for every sync, so a short life costs nothing.',
    hints: [
      `${show} shows \`token_ttl\` in seconds.`,
      'A stolen token is worth what its policies allow, for as long as it lives.',
      '`vault write auth/kubernetes/role/myapp token_ttl=10m token_period=0`',
    ],
  });
}
