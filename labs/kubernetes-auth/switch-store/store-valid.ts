import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling, type Difference } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { lookAtStores, storeWatches, type StoreFact } from '../world/store.ts';

const touch = 'kubectl annotate secretstore vault -n lab3 look-again="$(date +%s)" --overwrite';
/** ESO waits longer after each failure: up to 7 minutes. */
const longestBackOffMs = 7 * 60_000 + 30_000;

export const storeValid = defineCheck<StoreFact>({
  id: 'store-valid',
  claim: 'ESO has logged in this way: the store is `Valid`',
  points: 2,
  needs: ['store-logs-in', 'role-bound', 'account-exists', 'auth-config', 'reviewer-may'],
  watches: storeWatches,
  look: lookAtStores,
  judge: ({ store }) => {
    const ready = store?.ready;
    if (ready?.status === 'True' && ready.reason === 'Valid') return holds;
    const reason = ready?.reason ?? 'no status yet';
    if (ready?.status === 'True') return differs('unknown', notValid(reason));
    return settling('not-tried-again', {
      waitingFor: `ESO to try the login. After a failure (${code(reason)}) it waits longer each time, up to 7 minutes. At once: \`${touch}\``,
      untilMs: longestBackOffMs,
      episode: String(store?.generation ?? 0),
      overdue: notValid(reason),
    });
  },
});

function notValid(reason: string): Difference {
  return {
    saw: `the store is ${code(reason)}`,
    wanted: 'condition `Ready` with reason `Valid`',
    next: `Make ESO try again, \`${touch}\`, and read the store’s events.`,
    hints: [
      '`kubectl describe secretstore vault -n lab3` ends with the events of the store.',
      'Do by hand what ESO does: `vault write auth/kubernetes/login role=myapp jwt="$(kubectl create token myapp -n lab3)"`. If the role demands an audience, the token has to have it, and the store has to ask for it.',
      `\`${touch}\``,
    ],
  };
}
