import { defineCheck } from '#checkers/define-check.ts';
import { parseDuration } from '#checkers/objects/duration.ts';
import { differs, holds, settling, type Difference, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { esoManager } from '../world/names.ts';
import { lookAtRequest, requestWatches, type RequestFact } from '../world/request.ts';

const force = '`kubectl annotate externalsecret shop-db -n shop force-sync="$(date +%s)" --overwrite`';
const wanted = 'reason `SecretSynced`, and a Secret that ESO wrote';

export const synced = defineCheck<RequestFact>({
  id: 'synced',
  claim: 'ESO reports `SecretSynced`, and the Secret is its own',
  points: 1,
  needs: ['request'],
  watches: requestWatches,
  look: lookAtRequest,
  judge: ({ request, secret, now }) => {
    if (request === undefined) return wait('not-looked-at', 'ESO to look at the request', 0);
    const { ready, generation } = request;
    if (ready === undefined) return wait('not-looked-at', 'ESO to look at the request', generation);
    if (ready.status !== 'True') {
      return wait(
        'failing',
        `ESO to try again: the last try failed (${code(ready.reason)}), and ESO waits longer after each failure. At once: ${force}`,
        generation,
      );
    }
    if (ready.reason !== 'SecretSynced' || request.syncedGeneration !== generation)
      return wait('not-synced', 'ESO to sync the request as it is now', generation);
    const ageMs = Date.parse(now) - Date.parse(request.refreshTime ?? '1970-01-01T00:00:00Z');
    if (ageMs > (parseDuration(request.refreshInterval) ?? 0) + 30_000)
      return wait('stale', 'ESO to fetch the next login, which is due', generation);
    return judgeOwner(request.uid, secret);
  },
});

function wait(branch: string, waitingFor: string, generation: number): Verdict {
  return settling(branch, { waitingFor, untilMs: 90_000, episode: String(generation), overdue: notSynced });
}

const notSynced: Difference = {
  saw: 'ESO doesn’t bring a login',
  wanted,
  next: `Make ESO try at once, then read its events: ${force}`,
  hints: [
    'The events at the end of `kubectl describe externalsecret shop-db -n shop` say what went wrong.',
    'Is the controller running (`kubectl get pods -n external-secrets`)? Does Vault make a login (`vault read database/creds/app`)? Does the policy allow it?',
    force,
  ],
};

function judgeOwner(uid: string, secret: RequestFact['secret']): Verdict {
  const writers = (secret?.writers ?? []).filter(({ keys }) =>
    keys.some((key) => key === 'username' || key === 'password'),
  );
  const others = writers.filter(({ manager }) => manager !== esoManager);
  if (secret?.owner?.uid === uid && writers.length > 0 && others.length === 0) return holds;
  const saw =
    others.length > 0
      ? `the login was written by ${codes(others.map(({ manager }) => manager))}`
      : 'the Secret isn’t ESO’s';
  return differs('not-its-own', {
    saw,
    wanted,
    next: 'Stop what writes this Secret and delete it: ESO makes it again.',
    hints: [
      '`kubectl get secret shop-db -n shop -o yaml --show-managed-fields` shows whose it is and who wrote it.',
      'Look at `metadata.ownerReferences` and at `managedFields[].manager`.',
      '`kubectl delete secret shop-db -n shop`',
    ],
  });
}
