import { parseDuration } from '#checkers/objects/duration.ts';
import { holds, settling, type Difference, type Verdict } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import { names } from './names.ts';
import type { SyncFact } from './sync.ts';

const healMs = 15_000;
const marginMs = 20_000;

/** Whether the Secret has the very bytes that Vault has now; compared by digest. */
export function judgeValues({ entry, secret, externalSecret }: SyncFact): Verdict {
  if (entry.state !== 'present' || secret === undefined || externalSecret === undefined) return changing;
  const wrong = names.keys.filter((key) => entry.digests[key] !== secret.digests[key]);
  if (wrong.length === 0) return holds;
  if (entry.testing) return testing(wrong);
  const intervalMs = parseDuration(externalSecret.refreshInterval) ?? 0;
  if (Date.parse(entry.createdAt) >= Math.floor(Date.parse(externalSecret.refreshTime ?? '') / 1000) * 1000) {
    return settling('on-its-way', {
      waitingFor: `the value that is new in Vault to arrive, within \`refreshInterval\` (${externalSecret.refreshInterval})`,
      untilMs: intervalMs + marginMs,
      episode: String(entry.version),
      overdue: otherValue(wrong),
    });
  }
  return settling('other-value', {
    waitingFor: 'ESO to bring the Secret in line with Vault',
    untilMs: healMs,
    episode: String(entry.version),
    overdue: otherValue(wrong),
  });
}

function otherValue(wrong: readonly string[]): Difference {
  return {
    saw: `${codes(wrong)} in the Secret isn’t what Vault has`,
    wanted: 'the same bytes on both sides',
    next: 'Make ESO sync, and look whether somebody else writes this Secret.',
    hints: [
      "Compare without showing: `vault kv get -mount=secret -field=api_key myapp/config | sha256sum` and `kubectl get secret myapp-config -n lab1 -o jsonpath='{.data.api_key}' | base64 -d | sha256sum`",
      'What you edit in the Secret, ESO overwrites. The place to change a value is Vault.',
      '`kubectl annotate externalsecret myapp-config -n lab1 force-sync="$(date +%s)" --overwrite`',
    ],
  };
}

function testing(wrong: readonly string[]): Verdict {
  return settling('testing', {
    waitingFor: 'a check that tries another value in Vault for a moment and then puts yours back',
    untilMs: 120_000,
    overdue: otherValue(wrong),
  });
}

const changing: Verdict = settling('changing', {
  waitingFor: 'ESO to make the Secret again',
  untilMs: healMs,
  overdue: {
    saw: 'the Secret or the entry in Vault is gone',
    wanted: 'both ends of the sync',
    next: 'Look which one is missing: `kubectl get secrets -n lab1`, `vault kv get -mount=secret myapp/config`.',
    hints: [
      '`kubectl get secrets -n lab1` and `vault kv list -mount=secret myapp` show both ends.',
      'ESO makes a deleted Secret again within seconds. What is deleted in Vault, you have to put back.',
      '`vault kv undelete -mount=secret -versions=1 myapp/config`',
    ],
  },
});
