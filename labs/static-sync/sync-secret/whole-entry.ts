import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import { lookAtSync, syncWatches, type SyncFact } from '../world/sync.ts';

export const wholeEntry = defineCheck<SyncFact>({
  id: 'whole-entry',
  claim: 'It takes the whole entry, whatever keys that has',
  points: 1,
  needs: ['external-secret-spec'],
  watches: syncWatches,
  look: lookAtSync,
  judge: ({ externalSecret }) => {
    const reads = externalSecret?.reads ?? [];
    const single = reads.filter(({ whole }) => !whole).map(({ property }) => property);
    if (single.length === 0) return holds;
    return differs('single-keys', {
      saw: `it lists single keys below \`spec.data\`: ${codes(single)}`,
      wanted: '`dataFrom` with `extract`, and no `data`',
      next: 'Take the entry as a whole: a key that is added in Vault then arrives by itself.',
      hints: [
        '`kubectl explain externalsecret.spec.dataFrom.extract` describes it.',
        '`spec.data` copies the keys that it names. `spec.dataFrom[].extract.key` names the entry and copies all it has.',
        `\`kubectl patch externalsecret myapp-config -n lab1 --type merge -p '{"spec":{"data":null,"dataFrom":[{"extract":{"key":"myapp/config"}}]}}'\``,
      ],
    });
  },
});
