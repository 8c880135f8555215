import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { esoApi, names } from '../world/names.ts';
import { lookAtStore, type StoreFact } from '../world/store.ts';

const touch = 'kubectl annotate secretstore vault-dev -n lab1 look-again="$(date +%s)" --overwrite';
const events = '`kubectl describe secretstore vault-dev -n lab1`';
/** ESO waits longer after each failure: up to 7 minutes. */
const longestBackOffMs = 7 * 60_000 + 30_000;

export const storeValid = defineCheck<StoreFact>({
  id: 'store-valid',
  claim: 'ESO has logged in to Vault with this store: it is `Valid`',
  points: 2,
  needs: ['eso-controller', 'store-spec', 'token-secret'],
  watches: [{ apiVersion: esoApi, plural: 'secretstores', namespace: names.namespace }],
  look: lookAtStore,
  judge: ({ store }) => {
    const ready = store?.ready;
    const episode = String(store?.generation ?? 0);
    if (ready?.status === 'True' && ready.reason === 'Valid') return holds;
    if (ready === undefined) {
      return settling('not-looked-at', {
        waitingFor: 'ESO to try the store for the first time',
        untilMs: 30_000,
        episode,
        overdue: {
          saw: 'the store has no status: ESO hasn’t looked at it',
          wanted: 'condition `Ready` with reason `Valid`',
          next: 'Look at what the controller is doing.',
          hints: [
            `${events} shows conditions and events: there are none yet.`,
            'Is the controller running, and is it the one for this store? `kubectl get pods -n external-secrets`',
            '`kubectl rollout restart deployment/external-secrets -n external-secrets`',
          ],
        },
      });
    }
    if (ready.status === 'True') {
      return differs('unknown', {
        saw: `the store is ready with reason ${code(ready.reason)}: ESO couldn’t tell whether the login works`,
        wanted: 'reason `Valid`',
        next: 'Compare the store with the manifest of this exercise.',
        hints: [
          `${events} shows the conditions and events.`,
          'The login is described below `spec.provider.vault.auth`.',
          'Take the manifest of this exercise: `kubectl apply -n lab1 -f vault-dev.yaml`',
        ],
      });
    }
    return settling('not-tried-again', {
      waitingFor: `ESO to try again. The store is right now, but its last try failed (${code(ready.reason)}), and ESO waits longer after each failure, up to 7 minutes. At once: \`${touch}\``,
      untilMs: longestBackOffMs,
      episode,
      overdue: {
        saw: `the store is still ${code(ready.reason)}, though address, path and token are right`,
        wanted: 'reason `Valid`',
        next: 'Make ESO try again, then read what it says.',
        hints: [
          `${events} shows the reason, and in its events what went wrong.`,
          'Any change of the store makes ESO try at once, also that of an annotation.',
          `\`${touch}\``,
        ],
      },
    });
  },
});
