import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling } from '#checkers/outcome.ts';
import { lookAtSync, syncWatches, type SyncFact } from '../world/sync.ts';

export const survivesDelete = defineCheck<SyncFact>({
  id: 'survives-delete',
  claim: 'You deleted the Secret, and ESO made it again',
  points: 2,
  needs: ['external-secret-synced', 'values-match', 'secret-owned'],
  watches: syncWatches,
  look: lookAtSync,
  judge: ({ secret, externalSecret }) => {
    if (secret === undefined) {
      return settling('gone', {
        waitingFor: 'ESO to make the Secret again',
        untilMs: 15_000,
        overdue: {
          saw: 'the Secret is gone, and ESO doesn’t make it again',
          wanted: 'a new Secret within seconds',
          next: 'Is the controller running? `kubectl get pods -n external-secrets`',
          hints: [
            '`kubectl get pods -n external-secrets` shows the controller.',
            '`kubectl describe externalsecret myapp-config -n lab1` shows its events.',
            '`kubectl annotate externalsecret myapp-config -n lab1 force-sync="$(date +%s)" --overwrite`',
          ],
        },
      });
    }
    // At the first sync the Secret is made just before the ExternalSecret becomes ready; one that is younger was made again.
    const readySince = Date.parse(externalSecret?.ready?.lastTransitionTime ?? '');
    if (Date.parse(secret.createdAt) > readySince) return holds;
    return differs('first-one', {
      saw: 'the Secret is still the first one that ESO made',
      wanted: 'one that ESO made again after you deleted it',
      next: 'Delete the Secret, not the ExternalSecret, and look what happens.',
      hints: [
        'In one terminal tab watch: `kubectl get secrets -n lab1 --watch`. In another, delete.',
        'Delete the Secret `myapp-config`. If you delete the ExternalSecret of that name instead, its Secret goes with it and stays away.',
        '`kubectl delete secret myapp-config -n lab1` and then `kubectl get secret myapp-config -n lab1`: mind AGE',
      ],
    });
  },
});
