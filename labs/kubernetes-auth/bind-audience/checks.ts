import { defineCheck, type Check } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import type { LoginFact } from '../../shared/kubernetes-login.ts';
import { vaultPollMs } from '../world/auth-method.ts';
import { application, names } from '../world/names.ts';
import { lookAtRole, type RoleFact } from '../world/role.ts';
import { lookAtStores, storeWatches, type StoreFact } from '../world/store.ts';
import { tryRole } from '../world/try-application.ts';

const demand = '`vault write auth/kubernetes/role/myapp audience=vault`';
const ask =
  '`kubectl patch secretstore vault -n lab3 --type merge -p \'{"spec":{"provider":{"vault":{"auth":{"kubernetes":{"serviceAccountRef":{"audiences":["vault"]}}}}}}}\'`';

const storeAsks = defineCheck<StoreFact>({
  id: 'store-asks',
  claim: 'The store asks for tokens that are made for `vault`',
  points: 1,
  needs: ['store-logs-in'],
  watches: storeWatches,
  look: lookAtStores,
  judge: ({ store }) => {
    const audiences = store?.kubernetes?.audiences ?? [];
    if (audiences.length === 1 && audiences[0] === names.audience) return holds;
    return differs('other-audiences', {
      saw: `\`serviceAccountRef.audiences\` is ${codes(audiences, 'empty: the token is made for the API server')}`,
      wanted: '`[vault]`',
      next: 'Say in the store what the token is for.',
      hints: [
        '`kubectl explain secretstore.spec.provider.vault.auth.kubernetes.serviceAccountRef` describes `audiences`.',
        'The audience stands in the token as `aud`. Whoever gets a token can see whether it was meant for them.',
        ask,
      ],
    });
  },
});

const roleDemands = defineCheck<RoleFact>({
  id: 'role-demands',
  claim: 'Role `myapp` accepts only tokens that are made for `vault`',
  points: 1,
  needs: ['role-bound'],
  watches: [],
  pollMs: vaultPollMs,
  look: lookAtRole,
  judge: ({ role }) => {
    if (role?.audience === names.audience) return holds;
    return differs('other-audience', {
      saw: `\`audience\` of the role is ${role === undefined || role.audience === '' ? 'empty: it takes tokens of any audience' : code(role.audience)}`,
      wanted: '`vault`',
      next: 'Set it, after the store asks for such tokens; the other way round the sync breaks in between.',
      hints: [
        '`vault read auth/kubernetes/role/myapp` shows `audience` once it is set.',
        'The field is `audience`; the others stay as they are.',
        demand,
      ],
    });
  },
});

interface AudienceFact {
  readonly meant: LoginFact['state'];
  readonly other: LoginFact;
}

const otherTokensFail = defineCheck<AudienceFact>({
  id: 'other-tokens-fail',
  claim: 'A token of `myapp` that was made for the API server is refused, one for Vault is taken',
  points: 2,
  needs: ['store-asks', 'role-demands', 'still-synced'],
  challenge: true,
  doing: 'two logins as `myapp`, with tokens for different audiences',
  deadlineMs: 30_000,
  watches: [],
  look: async (probes, signal) => ({
    meant: (await tryRole(application, { audiences: [names.audience] }, probes, signal)).state,
    other: await tryRole(application, { audiences: [] }, probes, signal),
  }),
  judge: ({ meant, other }) => {
    if (meant === 'let-in' && other.state === 'refused' && other.status === 403) return holds;
    return differs(meant === 'refused' ? 'meant-refused' : 'other-let-in', {
      saw:
        meant === 'refused'
          ? 'a token made for `vault` was refused'
          : 'a token made for the API server was let in',
      wanted: 'the one taken, the other refused with 403',
      next: 'Compare the two: `kubectl create token myapp -n lab3 --audience=vault` and the same without `--audience`.',
      hints: [
        'Log in by hand with each token: `vault write auth/kubernetes/login role=myapp jwt="$(kubectl create token myapp -n lab3 --audience=vault)"`',
        'Vault compares `aud` of the token with `audience` of the role, and has the cluster confirm it.',
        demand,
      ],
    });
  },
});

export const checks: readonly Check[] = [storeAsks, roleDemands, otherTokensFail];
