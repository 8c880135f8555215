import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling, type Hints } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { requestWatches } from '#labs/dynamic-credentials/world/request.ts';
import { readLogin } from '#labs/dynamic-credentials/world/secret-login.ts';
import { tryLogin, type LoginFact } from '#labs/shared/shop-database.ts';

interface PairFact {
  /** Absent: the Secret doesn't hold both `username` and `password`. */
  readonly login?: LoginFact;
}

const force =
  '`kubectl annotate externalsecret shop-db -n shop force-sync="$(date +%s)" --overwrite` fetches a login at once';
const hints: Hints = [
  "`kubectl get secret shop-db -n shop -o jsonpath='{.data.username}' | base64 -d` shows the user; `vault list sys/leases/lookup/database/creds/app` the leases.",
  'A login that was fetched before you changed the times ends as the old times say. The next one is better.',
  force,
];

export const pairWorks = defineCheck<PairFact>({
  id: 'pair-works',
  claim: 'The login that lies in the Secret works, and Vault made it for ESO',
  points: 1,
  needs: ['interval'],
  watches: requestWatches,
  pollMs: 5000,
  deadlineMs: 20_000,
  look: async (probes, signal) => {
    const login = await readLogin(probes, signal);
    return login === undefined ? {} : { login: await tryLogin(probes, login, signal) };
  },
  judge: ({ login }) => {
    if (login?.kind === 'in') {
      if (login.madeBy === 'v-kubernet-') return holds;
      return differs('other-asker', {
        saw: `the user’s name begins with ${code(login.madeBy)}`,
        wanted: '`v-kubernet-…`: made by Vault for a login of Kubernetes',
        next: 'A user that somebody else made has no lease that ends with ESO’s.',
        hints,
      });
    }
    const saw =
      login === undefined
        ? 'the Secret doesn’t have both `username` and `password`'
        : login.kind === 'absent'
          ? 'PostgreSQL doesn’t answer'
          : `PostgreSQL refuses the login in the Secret (SQLSTATE ${login.sqlState})`;
    return settling('refused', {
      waitingFor: 'a login that works',
      untilMs: 30_000,
      overdue: { saw, wanted: 'a login that works', next: `Have ESO fetch the next one: ${force}`, hints },
    });
  },
});
