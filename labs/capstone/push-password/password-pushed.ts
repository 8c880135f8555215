import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling, type Hints } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { names, pollMs } from '../world/names.ts';
import { lookAtPush, pushApi, type PushFact } from '../world/push.ts';

const wanted = 'an entry at `secret/shop/db-admin` that ESO has written';
const hints: Hints = [
  '`kubectl describe pushsecret db-admin -n shop` shows the last events, `vault kv metadata get -mount=secret shop/db-admin` what is in Vault.',
  'A push needs `create`, `update` and `read` on `secret/data/shop/db-admin` and on `secret/metadata/shop/db-admin`: ESO marks what is its own in `custom_metadata`.',
  '`kubectl annotate pushsecret db-admin -n shop force-sync="$(date +%s)" --overwrite` makes ESO try at once; `vault kv metadata delete -mount=secret shop/db-admin` clears the way',
];

export const passwordPushed = defineCheck<PushFact>({
  id: 'password-pushed',
  claim: 'Vault has the password that ESO generated',
  points: 2,
  needs: ['push-request'],
  watches: [{ apiVersion: pushApi, plural: 'pushsecrets', namespace: names.namespace }],
  pollMs,
  look: lookAtPush,
  judge: ({ push, entry }) => {
    if (entry !== undefined && entry.managedBy !== 'external-secrets') {
      return differs('by-hand', {
        saw: 'the entry in Vault was written by somebody else: ESO hasn’t marked it as its own',
        wanted,
        next: 'Delete the entry with its metadata, and let ESO push.',
        hints,
      });
    }
    if (entry === undefined || push?.reason !== 'Synced') {
      const reason = push?.reason ?? '';
      return settling('not-pushed', {
        waitingFor: 'ESO to push the password',
        untilMs: 30_000,
        episode: String(push?.generation ?? 0),
        overdue: {
          saw:
            reason === 'Synced'
              ? 'ESO says `Synced`, and Vault has no such entry'
              : `reason ${code(reason === '' ? 'none' : reason)}`,
          wanted,
          next: 'Read the events of the PushSecret.',
          hints,
        },
      });
    }
    if (entry.shortest >= 16) return holds;
    const next = 'Set `length` in the Password, delete the entry with its metadata, and push again.';
    return differs('short', {
      saw: `the password has ${String(entry.shortest)} characters`,
      wanted: '16 or more',
      next,
      hints,
    });
  },
});
