import { defineCheck } from '#checkers/define-check.ts';
import { parseDuration } from '#checkers/objects/duration.ts';
import { differs, holds, settling, type Difference, type Verdict } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { lookAtSync, syncWatches, type ExternalSecretFact, type SyncFact } from '../world/sync.ts';

const force = 'kubectl annotate externalsecret myapp-config -n lab1 force-sync="$(date +%s)" --overwrite';
const describe = '`kubectl describe externalsecret myapp-config -n lab1`';
/** ESO waits longer after each failure: up to 7 minutes. */
const longestBackOffMs = 7 * 60_000 + 30_000;

export const externalSecretSynced = defineCheck<SyncFact>({
  id: 'external-secret-synced',
  claim: 'ESO reports that it is synced: `Ready` with reason `SecretSynced`',
  points: 2,
  needs: ['external-secret-spec', 'store-valid', 'entry-keys'],
  watches: syncWatches,
  look: lookAtSync,
  judge: (fact) => {
    const found = fact.externalSecret;
    const ready = found?.ready;
    if (found === undefined || ready === undefined) return notLookedAt(found);
    const hindrance = judgeTarget(fact, found);
    if (hindrance !== undefined) return hindrance;
    if (ready.status !== 'True') return notTriedAgain(found, ready.reason);
    if (ready.reason !== 'SecretSynced') return otherReason(ready.reason);
    if (found.syncedGeneration !== found.generation) return specChanged(found);
    return isStale(found, fact.now) ? stale(found) : holds;
  },
});

function notSynced(saw: string): Difference {
  return {
    saw,
    wanted: '`Ready` with reason `SecretSynced`',
    next: `Make ESO try at once, then read its events: \`${force}\``,
    hints: [
      `The events at the end of ${describe} say what went wrong.`,
      'Is the controller running (`kubectl get pods -n external-secrets`), and is the store Valid (`kubectl get secretstores -n lab1`)?',
      `\`${force}\``,
    ],
  };
}

function notLookedAt(found: ExternalSecretFact | undefined): Verdict {
  return settling('not-looked-at', {
    waitingFor: 'ESO to sync for the first time',
    untilMs: 30_000,
    episode: String(found?.generation ?? 0),
    overdue: notSynced('it has no status: ESO hasn’t looked at it'),
  });
}

/** The Secret itself can stand in the way. */
function judgeTarget({ secret }: SyncFact, found: ExternalSecretFact): Verdict | undefined {
  if (secret?.owner !== undefined && secret.owner.uid !== found.uid) {
    const { kind, name } = secret.owner;
    return differs('owned-by-another', {
      saw: `the Secret \`myapp-config\` belongs to ${code(`${kind} ${name}`)}`,
      wanted: 'a Secret that belongs to this ExternalSecret',
      next: 'Remove the other owner, or the Secret itself: ESO makes a new one.',
      hints: [
        "`kubectl get secret myapp-config -n lab1 -o jsonpath='{.metadata.ownerReferences}'` shows whose it is.",
        'Two owners would overwrite each other; ESO leaves what belongs to somebody else alone.',
        `\`kubectl delete ${kind.toLowerCase()} ${name} -n lab1\` and then \`${force}\``,
      ],
    });
  }
  if (secret?.immutable !== true) return undefined;
  return differs('immutable', {
    saw: 'the Secret `myapp-config` is immutable: nobody can change it, nor can ESO',
    wanted: 'a Secret that can be updated',
    next: 'Delete the Secret; ESO makes it again.',
    hints: [
      "`kubectl get secret myapp-config -n lab1 -o jsonpath='{.immutable}'` answers `true`.",
      'The field is `immutable` of the Secret. It can’t be taken back.',
      '`kubectl delete secret myapp-config -n lab1`',
    ],
  });
}

function notTriedAgain(found: ExternalSecretFact, reason: string): Verdict {
  return settling('not-tried-again', {
    waitingFor: `ESO to try again. The ExternalSecret is right now, but the last try failed (${code(reason)}), and ESO waits longer after each failure, up to 7 minutes. At once: \`${force}\``,
    untilMs: longestBackOffMs,
    episode: String(found.generation),
    overdue: notSynced(`reason ${code(reason)}, though store, entry and spec are right`),
  });
}

function otherReason(reason: string): Verdict {
  return differs('other-reason', {
    saw: `\`Ready\` is True, but with reason ${code(reason)}: nothing was written`,
    wanted: 'reason `SecretSynced`',
    next: 'Look at `target` in the spec: ESO is content without a Secret.',
    hints: [
      '`kubectl get externalsecrets -n lab1`: the column STATUS is the reason, READY alone says little.',
      '`SecretMissing` comes from `creationPolicy: Merge` without a Secret, `SecretDeleted` from `deletionPolicy: Delete` without an entry.',
      `Take the manifest of this exercise, then: \`${force}\``,
    ],
  });
}

function specChanged(found: ExternalSecretFact): Verdict {
  return settling('spec-changed', {
    waitingFor: 'ESO to sync with the spec as it is now',
    untilMs: 30_000,
    episode: String(found.generation),
    overdue: notSynced('the last sync was with an older spec'),
  });
}

function isStale({ refreshTime, refreshInterval }: ExternalSecretFact, now: string): boolean {
  const ageMs = Date.parse(now) - Date.parse(refreshTime ?? '1970-01-01T00:00:00Z');
  return ageMs > (parseDuration(refreshInterval) ?? 0) + 30_000;
}

function stale(found: ExternalSecretFact): Verdict {
  return settling('stale', {
    waitingFor: `ESO to sync again: the last time was ${found.refreshTime ?? 'never'}, longer ago than ${code(found.refreshInterval)}`,
    untilMs: 60_000,
    episode: String(found.generation),
    overdue: notSynced(`the last sync was ${found.refreshTime ?? 'never'}: nobody looks after it any more`),
  });
}
