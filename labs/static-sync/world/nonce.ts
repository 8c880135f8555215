import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { digest } from '#checkers/digest.ts';
import { externalSecret } from '#checkers/objects/external-secret.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { summariseSecret } from '#checkers/objects/secret.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { lendEntry } from '#labs/shared/lend-entry.ts';
import { bringBack, lookAgain } from '#labs/shared/look-again.ts';
import { names } from './names.ts';
import { fetchByProbe } from './probe-external-secret.ts';
import { externalSecretRef, secretRef } from './sync.ts';
import { waitUntil } from './wait-until.ts';

/** What became of one value that was changed in Vault. */
export interface NonceRound {
  readonly key: string;
  /** Somebody else wrote the entry at the same moment, so nothing could be tried. */
  readonly interrupted: boolean;
  /** How long until the Secret had it; absent: it never did. */
  readonly arrivedMs?: number;
  /** ESO says that it synced after the change. */
  readonly refreshed: boolean;
  /** The API server's records say that ESO wrote it, after the change. */
  readonly byEso: boolean;
  /** A test ExternalSecret of our own got the value too; absent: not tried. */
  readonly byProbe?: boolean;
}

export interface NonceOptions {
  readonly manager: string;
  /** Ask ESO to sync at once, and to deliver to a second place that nobody could know of; else wait for its interval. */
  readonly nudge: boolean;
  readonly waitMs: number;
}

/** Changes the keys one after the other, at random moments, and watches each change arrive. Puts everything back. */
export async function playNonces(
  keys: readonly string[],
  options: NonceOptions,
  probes: Probes,
  signal: AbortSignal,
): Promise<readonly NonceRound[]> {
  const before = await secretDigests(probes, signal);
  try {
    return await lendEntry(names, probes, signal, async (entry) => {
      const rounds: NonceRound[] = [];
      for (const key of keys) {
        await delay(randomInt(300, 2500), undefined, { signal });
        const begun = probes.now();
        const value = await entry.writeTestValue(key, signal);
        if (value === undefined)
          return [...rounds, { key, interrupted: true, refreshed: false, byEso: false }];
        if (options.nudge)
          await lookAgain(externalSecretRef, `test-${String(begun.getTime())}`, probes, signal);
        const wanted = digest(value);
        const round = await watchArrival({ key, wanted, begun }, options, probes, signal);
        // Whoever forges every mark on the learner's Secret doesn't serve an ExternalSecret that is a second old.
        const probed = options.nudge && key === keys.at(-1) && round.byEso;
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
      const now = await secretDigests(probes, until);
      return names.keys.every((key) => now[key] === before[key]);
    };
    await bringBack(externalSecretRef, isBack, probes);
  }
}

async function watchArrival(
  { key, wanted, begun }: { key: string; wanted: string; begun: Date },
  { manager, waitMs }: NonceOptions,
  probes: Probes,
  signal: AbortSignal,
): Promise<NonceRound> {
  // The API server's times are cut to whole seconds.
  const earliest = Math.floor(begun.getTime() / 1000) * 1000;
  let last: NonceRound = { key, interrupted: false, refreshed: false, byEso: false };
  let arrivedMs: number | undefined;
  await waitUntil(waitMs, signal, async () => {
    const [object, es] = await Promise.all([
      probes.kubernetes.get(secretRef, signal),
      probes.kubernetes.get(externalSecretRef, signal),
    ]);
    if (object === undefined || es === undefined) return undefined;
    const { digests, writers } = summariseSecret(object);
    if (digests[key] === wanted) arrivedMs ??= probes.now().getTime() - begun.getTime();
    const refreshed = Date.parse(parseObject(externalSecret, es).status.refreshTime ?? '') >= earliest;
    const byEso = writers.some(
      (writer) =>
        writer.manager === manager && writer.keys.includes(key) && Date.parse(writer.time) >= earliest,
    );
    last = { key, interrupted: false, refreshed, byEso, ...(arrivedMs === undefined ? {} : { arrivedMs }) };
    return arrivedMs !== undefined && refreshed && byEso ? true : undefined;
  });
  return last;
}

async function secretDigests(
  { kubernetes }: Probes,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const object = await kubernetes.get(secretRef, signal);
  return object === undefined ? {} : summariseSecret(object).digests;
}
