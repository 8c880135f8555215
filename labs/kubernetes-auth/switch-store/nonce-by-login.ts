import { defineCheck } from '#checkers/define-check.ts';
import { judgeNonceRounds } from '../../shared/judge-nonce-rounds.ts';
import { watchNonces, type NonceRound } from '../../shared/watch-nonces.ts';
import { place } from '../world/names.ts';
import { storeWatches } from '../world/store.ts';

export const nonceByLogin = defineCheck<{ readonly rounds: readonly NonceRound[] }>({
  id: 'nonce-by-login',
  claim: 'A value that changes in Vault arrives through the new login',
  points: 3,
  needs: ['still-synced'],
  challenge: true,
  doing: 'a value to arrive that was just changed in Vault; yours comes back afterwards',
  deadlineMs: 80_000,
  watches: storeWatches,
  look: async (probes, signal) => ({ rounds: await watchNonces(['api_key'], place, probes, signal) }),
  judge: ({ rounds }) => judgeNonceRounds(rounds, place),
});
