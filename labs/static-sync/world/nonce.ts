import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { digest } from '#checkers/digest.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { lendEntry } from '#labs/shared/lend-entry.ts';
import { bringBack, lookAgain } from '#labs/shared/look-again.ts';
import { secretDigests, watchArrival, type NonceRound } from '#labs/shared/watch-nonces.ts';
import { names } from './names.ts';
import { fetchByProbe } from './probe-external-secret.ts';
import { externalSecretRef, secretRef } from './sync.ts';

export interface NonceOptions {
  readonly manager: string;
  /** Ask ESO to sync at once, and to deliver to a second place that nobody could know of; else wait for its interval. */
  readonly nudge: boolean;
  readonly waitMs: number;
}

/** Changes the keys one after the other, at random moments, and watches each change arrive. Puts everything back. */
export async function playNonces(
  keys: readonly string[],
  { manager, nudge, waitMs }: NonceOptions,
  probes: Probes,
  signal: AbortSignal,
): Promise<readonly NonceRound[]> {
  const before = await secretDigests(secretRef, probes, signal);
  try {
    return await lendEntry(names, probes, signal, async (entry) => {
      const rounds: NonceRound[] = [];
      for (const key of keys) {
        await delay(randomInt(300, 2500), undefined, { signal });
        const begun = probes.now();
        const value = await entry.writeTestValue(key, signal);
        if (value === undefined)
          return [...rounds, { key, interrupted: true, refreshed: false, byEso: false }];
        if (nudge) await lookAgain(externalSecretRef, `test-${String(begun.getTime())}`, probes, signal);
        const wanted = digest(value);
        const watched = { secret: secretRef, request: externalSecretRef, manager, waitMs };
        const round = await watchArrival({ key, wanted, begun }, watched, probes, signal);
        // Whoever forges every mark on the learner's Secret doesn't serve an ExternalSecret that is a second old.
        const probed = nudge && key === keys.at(-1) && round.byEso;
        rounds.push(
          probed
            ? { ...round, byProbe: (await fetchByProbe(probes, signal)).digests[key] === wanted }
            : round,
        );
      }
      return rounds;
    });
  } finally {
    const isBack = async (until: AbortSignal): Promise<boolean> => {
      const now = await secretDigests(secretRef, probes, until);
      return names.keys.every((key) => now[key] === before[key]);
    };
    await bringBack(externalSecretRef, isBack, probes);
  }
}
