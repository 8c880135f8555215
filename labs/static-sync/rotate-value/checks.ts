import { defineCheck, type Check } from '#checkers/define-check.ts';
import { parseDuration } from '#checkers/objects/duration.ts';
import { differs, holds, settling, type Difference } from '#checkers/outcome.ts';
import { externalSecret } from '#checkers/objects/external-secret.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { judgeNonces } from '../world/judge-nonces.ts';
import { judgeValues } from '../world/judge-values.ts';
import { names } from '../world/names.ts';
import type { NonceRound } from '#labs/shared/watch-nonces.ts';
import { playNonces } from '../world/nonce.ts';
import { externalSecretRef, lookAtSync, syncWatches, type SyncFact } from '../world/sync.ts';
import { givenDigests, lookAtEntry } from '../world/vault-entry.ts';
import { esoManager } from '../sync-secret/secret-owned.ts';

const pollMs = 3000;

interface RotatedFact {
  /** Keys whose value is no longer the one that was given. */
  readonly changed: readonly string[];
  readonly testing: boolean;
}

const stillGiven: Difference = {
  saw: 'both values in Vault are still the ones you were given',
  wanted: 'a new value for `api_key`, or for `database_url`',
  next: 'Change one of them in Vault, not in the Kubernetes Secret.',
  hints: [
    'The entry in Vault is where a value is changed; everything else follows from it.',
    '`vault kv put` replaces the whole entry, `vault kv patch` only the keys you name.',
    '`vault kv patch -mount=secret myapp/config api_key="key-$(openssl rand -hex 8)"`',
  ],
};

const rotated = defineCheck<RotatedFact>({
  id: 'rotated',
  claim: 'The entry in Vault has a new value',
  points: 1,
  needs: ['entry-values'],
  watches: [],
  pollMs,
  look: async (probes, signal) => {
    const entry = await lookAtEntry(probes, signal);
    if (entry.state !== 'present') return { changed: [], testing: false };
    const given = givenDigests(probes);
    return { changed: names.keys.filter((key) => entry.digests[key] !== given[key]), testing: entry.testing };
  },
  judge: ({ changed, testing }) => {
    if (testing) {
      const waitingFor = 'a check that tries another value in Vault for a moment and then puts yours back';
      return settling('testing', { waitingFor, untilMs: 120_000, overdue: stillGiven });
    }
    return changed.length > 0 ? holds : differs('still-given', stillGiven);
  },
});

const rotationArrived = defineCheck<SyncFact>({
  id: 'rotation-arrived',
  claim: 'The Secret has the new value',
  points: 1,
  needs: ['rotated', 'external-secret-synced', 'secret-keys'],
  watches: syncWatches,
  pollMs,
  look: lookAtSync,
  judge: judgeValues,
});

interface UnattendedFact {
  readonly interval: string;
  readonly rounds: readonly NonceRound[];
}

const marginMs = 20_000;

const arrivesUnattended = defineCheck<UnattendedFact>({
  id: 'arrives-unattended',
  claim: 'A change arrives by itself within `refreshInterval`',
  points: 2,
  needs: ['rotation-arrived', 'secret-owned', 'external-secret-spec'],
  challenge: true,
  doing:
    'another change in Vault to arrive without anybody’s help, within `refreshInterval`; your value comes back afterwards',
  deadlineMs: 120_000,
  watches: syncWatches,
  look: async (probes, signal) => {
    const object = await probes.kubernetes.get(externalSecretRef, signal);
    const interval = object === undefined ? '1m' : parseObject(externalSecret, object).spec.refreshInterval;
    const waitMs = Math.min(60_000, parseDuration(interval) ?? 60_000) + marginMs;
    return {
      interval,
      rounds: await playNonces(['api_key'], { manager: esoManager, nudge: false, waitMs }, probes, signal),
    };
  },
  judge: ({ rounds, interval }) => judgeNonces(rounds, `${interval} and 20 seconds`),
});

export const checks: readonly Check[] = [rotated, rotationArrived, arrivesUnattended];
