import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { digest } from '#checkers/digest.ts';
import { metadata } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { differs, holds, type Hints, type Verdict } from '#checkers/outcome.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { probePrefix } from '../../shared/sync-place.ts';
import { waitUntil } from '../../static-sync/world/wait-until.ts';
import { podRef } from './names.ts';
import { asAdmin, readB, readSeal } from './vault-b.ts';

/** What became of B when its pod was deleted. */
export interface RestartFact {
  /** A value could be written before. */
  readonly prepared: boolean;
  /** A new pod is there, and its process runs. */
  readonly restarted: boolean;
  /** How long after its process began B was unsealed; absent: it wasn't. */
  readonly unsealedMs?: number;
  readonly initialized: boolean;
  readonly sameCluster: boolean;
  /** What was written before can be read again. */
  readonly kept: boolean;
}

const startMs = 60_000;
const unsealMs = 20_000;
const tidyUpMs = 15_000;

const startedPod = z.object({
  metadata,
  status: z
    .object({
      containerStatuses: z
        .array(
          z.object({
            state: z.object({ running: z.object({ startedAt: z.string() }).optional() }).default({}),
          }),
        )
        .default([]),
    })
    .prefault({}),
});
const entry = z.object({ data: z.object({ data: z.object({ value: z.string() }) }) });

/** Since when the process of B's pod runs; `undefined`: it doesn't. */
export async function readPod({ kubernetes }: Probes, signal: AbortSignal) {
  const object = await kubernetes.get(podRef, signal);
  if (object === undefined) return undefined;
  const { metadata: about, status } = parseObject(startedPod, object);
  const startedAt = status.containerStatuses[0]?.state.running?.startedAt;
  return { uid: about.uid, ...(startedAt === undefined ? {} : { startedAt }) };
}

/** Writes a value that nobody could know, deletes B's pod, and waits for B to come back by itself. */
export async function restartB(probes: Probes, signal: AbortSignal): Promise<RestartFact> {
  const [before, pod] = [await readSeal(probes, signal), await readPod(probes, signal)];
  const name = probePrefix + randomBytes(6).toString('hex');
  const value = randomBytes(12).toString('hex');
  const failed = { prepared: false, restarted: false, initialized: false, sameCluster: false, kept: false };
  const written = await asAdmin(probes, signal, (ask) =>
    ask({ method: 'POST', path: `v1/secret/data/${name}`, body: { data: { value } } }, signal),
  );
  if (written?.status !== 200 || before === undefined || pod === undefined) return failed;
  try {
    await probes.challenger.delete(podRef, signal);
    const started = await waitUntil(startMs, signal, async () => {
      const now = await readPod(probes, signal);
      return now !== undefined && now.uid !== pod.uid && now.startedAt !== undefined ? now : undefined;
    });
    if (started === undefined) return { ...failed, prepared: true };
    const unsealed = await waitUntil(unsealMs, signal, async () => {
      const seal = await readSeal(probes, signal);
      return seal?.sealed === false ? seal : undefined;
    });
    const now = unsealed?.value ?? (await readSeal(probes, signal));
    return {
      prepared: true,
      restarted: true,
      ...(unsealed === undefined ? {} : { unsealedMs: unsealed.afterMs }),
      initialized: now?.initialized === true,
      sameCluster: now?.clusterId !== undefined && now.clusterId === before.clusterId,
      kept: unsealed !== undefined && (await isKept(name, digest(value), probes, signal)),
    };
  } finally {
    const within = AbortSignal.timeout(tidyUpMs);
    await asAdmin(probes, within, (ask) =>
      ask({ method: 'DELETE', path: `v1/secret/metadata/${name}` }, within),
    );
  }
}

/** An unsealed server needs a moment more until it is active. */
async function isKept(name: string, wanted: string, probes: Probes, signal: AbortSignal): Promise<boolean> {
  const read = await waitUntil(unsealMs / 2, signal, () =>
    asAdmin(probes, signal, (ask) => readB(entry, `secret/data/${name}`, ask, signal)),
  );
  return read !== undefined && digest(read.value.data.data.value) === wanted;
}

const hints: Hints = [
  'Restart it yourself and watch: `kubectl delete pod vault-b-0 -n lab2`, then `kubectl get pods -n lab2 --watch` and `VAULT_ADDR=$B_ADDR vault status`.',
  'To come back, B needs two things: its data on the volume (`storage "raft"`, path `/vault/data`), and A with a token that A still knows (`seal "transit"`).',
  '`kubectl logs -n lab2 vault-b-0 --tail=20` says which of the two is missing.',
];

export function judgeRestart(fact: RestartFact): Verdict {
  const wanted = 'unsealed within 20 seconds, without anybody’s help, with everything it had';
  const next = 'Look at storage and seal of B.';
  if (!fact.prepared)
    return differs('not-prepared', {
      saw: '`admin` couldn’t write to `secret/` in B',
      wanted: 'a B that takes a value before it is restarted',
      next: 'Look at the exercise before.',
      hints,
    });
  if (!fact.restarted)
    return differs('not-started', {
      saw: 'a minute after its pod was deleted, B’s process didn’t run',
      wanted,
      next,
      hints,
    });
  if (!fact.initialized)
    return differs('lost', {
      saw: 'B came back empty: it isn’t initialised',
      wanted,
      next: 'Its data wasn’t on the volume. Look at `path` in the `storage` stanza.',
      hints,
    });
  if (fact.unsealedMs === undefined)
    return differs('sealed', {
      saw: 'B came back, and was still sealed 20 seconds later',
      wanted,
      next,
      hints,
    });
  return fact.sameCluster && fact.kept
    ? holds
    : differs('another', {
        saw: 'B came back as another: what was written before isn’t there',
        wanted,
        next,
        hints,
      });
}
