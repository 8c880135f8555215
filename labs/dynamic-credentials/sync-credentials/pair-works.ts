import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling, type Hints } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { tryLogin, type LoginFact } from '#labs/shared/shop-database.ts';
import { requestWatches } from '../world/request.ts';
import { readLogin } from '../world/secret-login.ts';

interface PairFact {
  /** Absent: the Secret doesn't hold both `username` and `password`. */
  readonly login?: LoginFact;
}

const hints: Hints = [
  "`kubectl get secret shop-db -n shop -o jsonpath='{.data.username}' | base64 -d` shows the user; its name tells who asked for it.",
  'Compare the lives of the token (`vault read auth/kubernetes/role/shop-app`), of the login (`vault read database/roles/app`) and of what is fetched (`refreshInterval`).',
  '`kubectl annotate externalsecret shop-db -n shop force-sync="$(date +%s)" --overwrite`',
];

export const pairWorks = defineCheck<PairFact>({
  id: 'pair-works',
  claim: 'The login in the Secret works, was made for ESO’s own login, and only reads',
  points: 3,
  needs: ['synced', 'database-answers'],
  watches: requestWatches,
  pollMs: 5000,
  deadlineMs: 20_000,
  look: async (probes, signal) => {
    const login = await readLogin(probes, signal);
    return login === undefined ? {} : { login: await tryLogin(probes, login, signal) };
  },
  judge: ({ login }) => {
    if (login === undefined) {
      return differs('keys', {
        saw: 'the Secret doesn’t have both `username` and `password`',
        wanted: 'the two keys as Vault names them',
        next: 'Take the generator’s answer as it is, without a template.',
        hints,
      });
    }
    if (login.kind !== 'in') {
      const saw =
        login.kind === 'absent'
          ? 'PostgreSQL doesn’t answer'
          : `PostgreSQL refuses the login in the Secret (SQLSTATE ${login.sqlState})`;
      const next =
        'Was its lease ended, or its token? Have ESO fetch another and look how long that one lives.';
      return settling('refused', {
        waitingFor: 'a login that works',
        untilMs: 20_000,
        overdue: { saw, wanted: 'a login that works', next, hints },
      });
    }
    if (login.madeBy !== 'v-kubernet-') {
      return differs('other-asker', {
        saw: `the user’s name begins with ${code(login.madeBy)}`,
        wanted: '`v-kubernet-…`: made by Vault for a login of Kubernetes',
        next: 'Let the generator log in by its service account.',
        hints,
      });
    }
    if (login.readRefused === undefined && login.mighty.length === 0) return holds;
    return differs('rights', {
      saw:
        login.mighty.length > 0 ? `the login ${login.mighty.join(' and ')}` : 'the login may not read orders',
      wanted: 'a login that reads',
      next: 'Correct the role `app`, then have ESO fetch another login.',
      hints,
    });
  },
});
