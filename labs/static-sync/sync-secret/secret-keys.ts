import { defineCheck } from '#checkers/define-check.ts';
import { holds, settling, type Difference } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import { names } from '../world/names.ts';
import { lookAtSync, syncWatches, type SyncFact } from '../world/sync.ts';

const list = "`kubectl get secret myapp-config -n lab1 -o json | jq '.data | keys'`";
/** ESO mends an edited or deleted Secret at once; this is ample. */
const healMs = 15_000;

export const secretKeys = defineCheck<SyncFact>({
  id: 'secret-keys',
  claim: 'Secret `myapp-config` holds exactly `database_url` and `api_key`',
  points: 1,
  needs: ['external-secret-synced'],
  watches: syncWatches,
  look: lookAtSync,
  judge: ({ secret, externalSecret }) => {
    if (secret === undefined)
      return settling('absent', { waitingFor: 'ESO to make the Secret', untilMs: healMs, overdue: absent });
    const missing = names.keys.filter((key) => !secret.keys.includes(key));
    const extra = secret.keys.filter((key) => !names.keys.some((name) => name === key));
    if (missing.length === 0 && extra.length === 0) return holds;
    const template = externalSecret?.template === true;
    return settling('other-keys', {
      waitingFor: 'ESO to bring the keys of the Secret in line with Vault',
      untilMs: healMs,
      episode: `${String(externalSecret?.generation)} ${missing.join()} ${extra.join()}`,
      overdue: otherKeys(missing, extra, template),
    });
  },
});

const absent: Difference = {
  saw: 'there is no Secret `myapp-config` in `lab1`',
  wanted: 'the Secret that ESO writes',
  next: 'Make ESO sync, then read its events.',
  hints: [
    '`kubectl get secrets -n lab1` lists the Secrets.',
    'ESO makes a deleted Secret again within seconds. If it doesn’t, the controller isn’t running.',
    '`kubectl annotate externalsecret myapp-config -n lab1 force-sync="$(date +%s)" --overwrite`',
  ],
};

function differenceOf(missing: readonly string[], extra: readonly string[]): string {
  if (extra.length === 0) return `${codes(missing)} missing`;
  if (missing.length === 0) return `${codes(extra)} too many`;
  return `${codes(missing)} missing; ${codes(extra)} too many`;
}

function otherKeys(missing: readonly string[], extra: readonly string[], template: boolean): Difference {
  return {
    saw: differenceOf(missing, extra),
    wanted: 'exactly `database_url` and `api_key`, as in Vault',
    next: template
      ? 'Remove `target.template`: with a template only its own keys get into the Secret.'
      : 'Take the whole entry with `extract`, and rename nothing.',
    hints: [
      `Look at the keys, not at the values: ${list}`,
      template
        ? 'The field is `spec.target.template`.'
        : 'With `spec.data`, `secretKey` is the name in the Secret; `rewrite` below `dataFrom` renames too.',
      `\`kubectl patch externalsecret myapp-config -n lab1 --type merge -p '{"spec":{"data":null,"dataFrom":[{"extract":{"key":"myapp/config"}}],"target":{"template":null}}}'\``,
    ],
  };
}
