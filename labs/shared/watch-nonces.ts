import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { digest } from '#checkers/digest.ts';
import { externalSecret } from '#checkers/objects/external-secret.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { summariseSecret } from '#checkers/objects/secret.ts';
import type { ObjectRef, Probes } from '#checkers/probes/probes.ts';
import { waitUntil } from '../static-sync/world/wait-until.ts';
import { fetchByProbe } from './fetch-by-probe.ts';
import { lendEntry } from './lend-entry.ts';
import { bringBack, lookAgain } from './look-again.ts';
import { externalSecretRef, secretRef, type SyncPlace } from './sync-place.ts';

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

const waitMs = 30_000;
const probeMs = 20_000;

/**
 * Changes the keys of the entry one after the other, at random moments, asks ESO to sync, and watches each change
 * arrive; the last one also at a second place that nobody could know of. Puts everything back.
 */
export async function watchNonces(
  keys: readonly string[],
  place: SyncPlace,
  probes: Probes,
  signal: AbortSignal,
): Promise<readonly NonceRound[]> {
  const before = await secretDigests(secretRef(place), probes, signal);
  try {
    return await lendEntry(place, probes, signal, async (entry) => {
      const rounds: NonceRound[] = [];
      for (const key of keys) {
        await delay(randomInt(300, 2500), undefined, { signal });
        const begun = probes.now();
        const value = await entry.writeTestValue(key, signal);
        if (value === undefined)
          return [...rounds, { key, interrupted: true, refreshed: false, byEso: false }];
        await lookAgain(externalSecretRef(place), `test-${String(begun.getTime())}`, probes, signal);
        const wanted = digest(value);
        const manager = `externalsecrets.external-secrets.io/${place.externalSecret}`;
        const watched = { secret: secretRef(place), request: externalSecretRef(place), manager, waitMs };
        const round = await watchArrival({ key, wanted, begun }, watched, probes, signal);
        // Whoever forges every mark on the learner's Secret doesn't serve an ExternalSecret that is a second old.
        const probed = key === keys.at(-1) && round.byEso;
        const fetched = probed ? await fetchByProbe(place, probeMs, probes, signal) : undefined;
        rounds.push(fetched === undefined ? round : { ...round, byProbe: fetched.digests[key] === wanted });
      }
      return rounds;
    });
  } finally {
    await bringBack(externalSecretRef(place), (until) => isAsBefore(before, place, probes, until), probes);
  }
}

/** A value that was written into the entry. */
export interface WrittenValue {
  readonly key: string;
  /** Its digest. */
  readonly wanted: string;
  readonly begun: Date;
}

/** Where a changed value has to arrive, by whose hand, and for how long that is waited for. */
export interface WatchedPlace {
  readonly secret: ObjectRef;
  readonly request: ObjectRef;
  readonly manager: string;
  readonly waitMs: number;
}

/** Watches until the Secret has the value, ESO says that it synced, and the API server that ESO wrote it. */
export async function watchArrival(
  { key, wanted, begun }: WrittenValue,
  { secret, request, manager, waitMs: longest }: WatchedPlace,
  probes: Probes,
  signal: AbortSignal,
): Promise<NonceRound> {
  const { kubernetes } = probes;
  // The API server's times are cut to whole seconds.
  const earliest = Math.floor(begun.getTime() / 1000) * 1000;
  let last: NonceRound = { key, interrupted: false, refreshed: false, byEso: false };
  let arrivedMs: number | undefined;
  await waitUntil(longest, signal, async () => {
    const [object, es] = await Promise.all([kubernetes.get(secret, signal), kubernetes.get(request, signal)]);
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

async function isAsBefore(
  before: Readonly<Record<string, string>>,
  place: SyncPlace,
  probes: Probes,
  signal: AbortSignal,
): Promise<boolean> {
  const now = await secretDigests(secretRef(place), probes, signal);
  return Object.keys(before).every((key) => now[key] === before[key]);
}

/** What a Secret holds, by key; nothing where there is none. */
export async function secretDigests(
  ref: ObjectRef,
  { kubernetes }: Probes,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const object = await kubernetes.get(ref, signal);
  return object === undefined ? {} : summariseSecret(object).digests;
}
