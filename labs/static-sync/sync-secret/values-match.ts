import { defineCheck } from '#checkers/define-check.ts';
import { judgeValues } from '../world/judge-values.ts';
import { lookAtSync, syncWatches, type SyncFact } from '../world/sync.ts';

export const valuesMatch = defineCheck<SyncFact>({
  id: 'values-match',
  claim: 'Both values in the Secret are byte for byte what Vault has',
  points: 2,
  needs: ['secret-keys'],
  watches: syncWatches,
  pollMs: 3000,
  look: lookAtSync,
  judge: judgeValues,
});
