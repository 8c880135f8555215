import { defineCheck } from '#checkers/define-check.ts';
import { judgeNonces } from '../world/judge-nonces.ts';
import type { NonceRound } from '#labs/shared/watch-nonces.ts';
import { playNonces } from '../world/nonce.ts';
import { syncWatches } from '../world/sync.ts';
import { esoManager } from './secret-owned.ts';

interface NonceFact {
  readonly rounds: readonly NonceRound[];
}

export const nonceArrives = defineCheck<NonceFact>({
  id: 'nonce-arrives',
  claim: 'A value that changes in Vault arrives in the Secret through ESO',
  points: 3,
  needs: ['values-match', 'secret-owned', 'eso-controller', 'eso-webhook'],
  challenge: true,
  doing: 'two values to arrive that were just changed in Vault; yours come back afterwards',
  deadlineMs: 110_000,
  watches: syncWatches,
  look: async (probes, signal) => ({
    rounds: await playNonces(
      ['api_key', 'database_url'],
      { manager: esoManager, nudge: true, waitMs: 30_000 },
      probes,
      signal,
    ),
  }),
  judge: ({ rounds }) => judgeNonces(rounds, '30 seconds'),
});
