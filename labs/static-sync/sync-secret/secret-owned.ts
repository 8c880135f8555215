import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling, type Hints } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { names } from '../world/names.ts';
import { lookAtSync, syncWatches, type SyncFact } from '../world/sync.ts';

/** How ESO signs what it writes, in the API server's records. */
export const esoManager = `externalsecrets.external-secrets.io/${names.externalSecret}`;

const anew: Hints = [
  '`kubectl get secret myapp-config -n lab1 -o yaml --show-managed-fields` shows whose it is and who wrote it.',
  'Look at `metadata.ownerReferences` (it has to name the ExternalSecret, with its uid) and at `managedFields[].manager`.',
  '`kubectl delete secret myapp-config -n lab1`: ESO makes it again, as its own.',
];
const wanted = 'a Secret that ESO made for this ExternalSecret, and that goes when it goes';

export const secretOwned = defineCheck<SyncFact>({
  id: 'secret-owned',
  claim: 'The Secret is ESO’s own: made, written and owned for this ExternalSecret',
  points: 1,
  needs: ['external-secret-synced'],
  watches: syncWatches,
  look: lookAtSync,
  judge: ({ secret, externalSecret }) => {
    if (secret === undefined) {
      const next = 'Make ESO sync, then read its events.';
      const overdue = { saw: 'there is no Secret `myapp-config` in `lab1`', wanted, next, hints: anew };
      return settling('absent', { waitingFor: 'ESO to make the Secret', untilMs: 15_000, overdue });
    }
    if (secret.owner === undefined) {
      return differs('no-owner', {
        saw: 'the Secret belongs to nobody: it was made by hand, or let go of',
        wanted,
        next: 'Delete the Secret and let ESO make it.',
        hints: anew,
      });
    }
    if (secret.owner.uid !== externalSecret?.uid) {
      return differs('other-owner', {
        saw: `the Secret says it belongs to ${code(`${secret.owner.kind} ${secret.owner.name}`)}, but not to the one that exists now`,
        wanted,
        next: 'Delete the Secret and let ESO make it.',
        hints: anew,
      });
    }
    const others = secret.writers.filter(({ manager, keys }) => manager !== esoManager && keys.some(isOurs));
    const byEso = secret.writers.some(({ manager, keys }) => manager === esoManager && keys.some(isOurs));
    if (byEso && others.length === 0) return holds;
    return settling('other-writer', {
      waitingFor: 'ESO to write over what somebody else wrote',
      untilMs: 15_000,
      overdue: {
        saw: `the values were written by ${codes(
          others.map(({ manager }) => manager),
          'nobody known',
        )}`,
        wanted: 'values written by ESO',
        next: 'Stop what writes this Secret, delete it and let ESO make it.',
        hints: anew,
      },
    });
  },
});

function isOurs(key: string): boolean {
  return names.keys.some((name) => name === key);
}
