import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling, type Hints } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { lookAtStores, storeWatches, type StoreFact } from '../world/store.ts';

const force = 'kubectl annotate externalsecret myapp-config -n lab3 force-sync="$(date +%s)" --overwrite';
const longestBackOffMs = 7 * 60_000 + 30_000;

export const stillSynced = defineCheck<StoreFact>({
  id: 'still-synced',
  claim: 'ExternalSecret `myapp-config` still uses this store, and is `SecretSynced`',
  points: 2,
  needs: ['store-valid'],
  watches: storeWatches,
  look: lookAtStores,
  judge: ({ externalSecret: found, others }) => {
    if (found === undefined) {
      return differs('absent', {
        saw: 'there is no ExternalSecret `myapp-config` in `lab3`',
        wanted,
        next: 'Make it again: it was there at the start.',
        hints: hints(),
      });
    }
    if (found.store !== 'SecretStore vault') {
      const other = others.find(({ kind, name }) => `${kind} ${name}` === found.store);
      const how = other === undefined ? '' : `, which logs in by ${other.auth.join(', ')}`;
      const next = 'Point it back at `vault`: it is that store whose login had to change.';
      return differs('other-store', {
        saw: `it uses ${code(found.store)}${how}`,
        wanted,
        next,
        hints: hints(),
      });
    }
    if (
      found.ready?.status === 'True' &&
      found.ready.reason === 'SecretSynced' &&
      found.syncedGeneration === found.generation
    )
      return holds;
    const reason = found.ready?.reason ?? 'no status yet';
    return settling('not-synced', {
      waitingFor: `ESO to sync (${code(reason)}). At once: \`${force}\``,
      untilMs: longestBackOffMs,
      episode: String(found.generation),
      overdue: {
        saw: `it is ${code(reason)}`,
        wanted,
        next: `Make ESO try at once: \`${force}\``,
        hints: hints(),
      },
    });
  },
});

const wanted = '`secretStoreRef` naming SecretStore `vault`, and reason `SecretSynced`';

function hints(): Hints {
  return [
    '`kubectl get externalsecrets -n lab3`: which STORE, which STATUS?',
    'A Valid store only says that the login works. `SecretSyncedError` with a Valid store is most often a policy: `vault policy read myapp-read`.',
    `\`kubectl patch externalsecret myapp-config -n lab3 --type merge -p '{"spec":{"secretStoreRef":{"kind":"SecretStore","name":"vault"}}}'\` and \`${force}\``,
  ];
}
