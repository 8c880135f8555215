import { z } from 'zod';
import { defineCheck, type Check } from '#checkers/define-check.ts';
import { digest } from '#checkers/digest.ts';
import { differs, holds } from '#checkers/outcome.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { names, podWatches } from '../world/names.ts';
import { judgeRestart, readPod, restartB, type RestartFact } from '../world/restart.ts';
import { asAdmin, readB } from '../world/vault-b.ts';

interface MarkerFact {
  /** Digest of the value in B; absent: there is no such entry, or no such key in it. */
  readonly value?: string;
  readonly wanted: string;
  readonly writtenAt: string;
  /** Since when B's process runs. */
  readonly startedAt: string;
}

const entry = z.object({
  data: z.object({
    data: z.object({ value: z.string().optional() }).nullable(),
    metadata: z.object({ created_time: z.string() }),
  }),
});
const pollMs = 10_000;

async function lookAtMarker(probes: Probes, signal: AbortSignal): Promise<MarkerFact> {
  const found = await asAdmin(probes, signal, (ask) =>
    readB(entry, `secret/data/${names.marker}`, ask, signal),
  );
  const value = found?.data.data?.value;
  return {
    ...(value === undefined ? {} : { value: digest(value) }),
    wanted: digest(probes.attempt.values['marker'] ?? ''),
    writtenAt: found?.data.metadata.created_time ?? '',
    startedAt: (await readPod(probes, signal))?.startedAt ?? '',
  };
}

const markerKept = defineCheck<MarkerFact>({
  id: 'marker-kept',
  claim: 'B has your marker at `secret/marker`',
  points: 1,
  needs: ['engines', 'root-gone'],
  watches: podWatches,
  pollMs,
  look: lookAtMarker,
  judge: ({ value, wanted }) => {
    if (value === wanted) return holds;
    return differs(value === undefined ? 'absent' : 'other-value', {
      saw:
        value === undefined
          ? 'B has no entry `secret/marker` with a key `value`'
          : 'the value isn’t the one you were given',
      wanted: 'the marker of this attempt under the key `value`',
      next: 'Write it to B, as admin.',
      hints: [
        '`vault kv get -mount=secret marker`, with `VAULT_ADDR=$B_ADDR`, shows what B has. A has none of it.',
        'The key is `value`; the marker stands on this page.',
        '`vault kv put -mount=secret marker value=<the given one>`, with `VAULT_ADDR=$B_ADDR` and a token of `admin`',
      ],
    });
  },
});

const restarted = defineCheck<MarkerFact>({
  id: 'restarted',
  claim: 'B was restarted after that',
  points: 1,
  needs: ['marker-kept'],
  watches: podWatches,
  pollMs,
  look: lookAtMarker,
  judge: ({ writtenAt, startedAt }) => {
    if (Date.parse(startedAt) >= Math.floor(Date.parse(writtenAt) / 1000) * 1000) return holds;
    return differs('not-since', {
      saw: 'B’s process has been running since before the marker was written',
      wanted: 'a restart after the marker',
      next: 'Delete the pod; the StatefulSet makes it again, with the same volume.',
      hints: [
        '`kubectl get pods -n lab2`: how old is `vault-b-0`?',
        'Sealing B by hand is no restart: its process goes on.',
        '`kubectl delete pod vault-b-0 -n lab2` and then `VAULT_ADDR=$B_ADDR vault status`',
      ],
    });
  },
});

const survivesRestart = defineCheck<RestartFact>({
  id: 'survives-restart',
  claim: 'Whenever it is restarted, B unseals itself and has lost nothing',
  points: 4,
  needs: ['marker-kept', 'seal-token'],
  challenge: true,
  doing: 'B to come back: its pod was deleted. Nothing that you have written is touched',
  deadlineMs: 110_000,
  watches: podWatches,
  look: restartB,
  judge: judgeRestart,
});

export const checks: readonly Check[] = [markerKept, restarted, survivesRestart];
