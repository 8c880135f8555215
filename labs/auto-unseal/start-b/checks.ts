import { defineCheck, type Check } from '#checkers/define-check.ts';
import { pod } from '#checkers/objects/deployment.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { differs, holds, settling } from '#checkers/outcome.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { podRef, podWatches, pollMs } from '../world/names.ts';
import { readSeal, type SealFact } from '../world/vault-b.ts';
import * as texts from './start-texts.ts';

interface ServerFact {
  /** Absent: nobody answers. */
  readonly seal?: SealFact;
  readonly pod: {
    readonly exists: boolean;
    /** Why its container doesn't run, as Kubernetes calls it. */
    readonly waiting: string;
    /** What B last complained about, as far as it is one of the usual causes. */
    readonly complaint: texts.Complaint;
  };
}

async function lookAtServer(probes: Probes, signal: AbortSignal): Promise<ServerFact> {
  const seal = await readSeal(probes, signal);
  const object = await probes.kubernetes.get(podRef, signal);
  if (object === undefined)
    return {
      ...(seal === undefined ? {} : { seal }),
      pod: { exists: false, waiting: '', complaint: 'none' },
    };
  const [container] = parseObject(pod, object).status.containerStatuses;
  const lines =
    seal === undefined
      ? await probes.kubernetes.logs(
          { namespace: podRef.namespace, name: podRef.name, tailLines: 40 },
          signal,
        )
      : [];
  const waiting = container?.state.waiting?.reason ?? '';
  return {
    ...(seal === undefined ? {} : { seal }),
    pod: { exists: true, waiting, complaint: texts.complaintOf(lines) },
  };
}

const bAnswers = defineCheck<ServerFact>({
  id: 'b-answers',
  claim: 'Vault B runs and answers',
  points: 1,
  needs: ['seal-token'],
  watches: podWatches,
  pollMs,
  look: lookAtServer,
  judge: ({ seal, pod: { exists, waiting, complaint } }) => {
    if (seal !== undefined) return holds;
    if (!exists) return texts.notStarted;
    if (complaint !== 'none') return differs(complaint, texts.complaints[complaint]);
    const silent = texts.silent(waiting);
    return settling('starting', {
      waitingFor: `B to answer${waiting === '' ? '' : ` (${waiting})`}`,
      untilMs: 90_000,
      episode: waiting,
      overdue: silent,
    });
  },
});

const bStorage = defineCheck<ServerFact>({
  id: 'b-storage',
  claim: 'It keeps its data with raft, on a volume',
  points: 1,
  needs: ['b-answers'],
  watches: podWatches,
  pollMs,
  look: lookAtServer,
  judge: ({ seal }) => (seal?.storage === 'raft' ? holds : texts.otherStorage(seal?.storage ?? '')),
});

const bSeal = defineCheck<ServerFact>({
  id: 'b-seal',
  claim: 'Its seal is `transit`: A holds the key',
  points: 2,
  needs: ['b-answers'],
  watches: podWatches,
  pollMs,
  look: lookAtServer,
  judge: ({ seal }) =>
    seal?.type === 'transit' && seal.recoverySeal ? holds : texts.otherSeal(seal?.type ?? ''),
});

const bUnsealed = defineCheck<ServerFact>({
  id: 'b-unsealed',
  claim: 'It is initialised, with recovery keys, and unsealed',
  points: 2,
  needs: ['b-seal', 'b-storage'],
  watches: podWatches,
  pollMs,
  look: lookAtServer,
  judge: ({ seal }) => {
    if (seal?.initialized !== true) return texts.notInitialized;
    return seal.sealed ? texts.sealed : holds;
  },
});

export const checks: readonly Check[] = [bAnswers, bStorage, bSeal, bUnsealed];
