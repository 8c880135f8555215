import { createFingerprint } from '#checkers/trace/fingerprint.ts';
import { redactObject, redactText } from '#checkers/trace/redact.ts';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import type { Exercise, Lab } from '#labs/lab.ts';
import type { Attempt } from '../attempts/attempt.ts';
import type { CheckDesk } from '../checks/check-desk.ts';
import type { TraceDesk } from '../trace/trace-desk.ts';
import { contentHash } from './content-hash.ts';
import type { LabReport } from './lab-report.ts';

export interface Complaint {
  readonly learner: string;
  readonly lab: Lab;
  readonly exercise: Exercise;
  readonly note: string;
  readonly attempt: Attempt | undefined;
}

export interface Witnesses {
  readonly desk: CheckDesk;
  readonly traces: TraceDesk;
  readonly bundle: RuntimeBundle | undefined;
  readonly now: () => Date;
}

const lookDeadlineMs = 15_000;

/** The evidence for a complaint: everything an author needs, and no value of a secret. A part that can't be had says why. */
export async function gatherReport(
  complaint: Complaint,
  { desk, traces, bundle, now }: Witnesses,
): Promise<Omit<LabReport, 'format' | 'id'>> {
  const { learner, lab, exercise, note, attempt } = complaint;
  const seen = await lookOnce(attempt, traces);
  const secrets = [...Object.values(attempt?.row.values ?? {}), ...seen.secrets];
  const redaction = { fingerprint: createFingerprint(), secrets };
  const reports = attempt === undefined ? [] : desk.checksOf(attempt).lastReports();
  return {
    at: now().toISOString(),
    learner,
    lab: lab.id,
    exercise: exercise.id,
    note: redactText(note, redaction),
    content: await contentHash(exercise),
    bundle: bundle === undefined ? null : pickBundle(bundle),
    attempt:
      attempt === undefined
        ? null
        : {
            id: attempt.id,
            createdAt: attempt.row.createdAt.toISOString(),
            environment: redactObject({ ...attempt.view().environment }, redaction),
          },
    checks: reports.map((report) => redactObject({ ...report }, redaction)),
    trace: redactObject({ ...seen.trace }, redaction),
  };
}

async function lookOnce(
  attempt: Attempt | undefined,
  traces: TraceDesk,
): Promise<{ readonly trace: object; readonly secrets: readonly string[] }> {
  if (attempt?.phase.state !== 'ready') return { trace: { none: 'no environment was ready' }, secrets: [] };
  try {
    const signal = AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(lookDeadlineMs)]);
    return await traces.look(attempt, signal);
  } catch (error) {
    // That it could not be looked at is evidence too.
    const why = error instanceof Error ? error.message : String(error);
    return { trace: { none: `could not look: ${why.slice(0, 500)}` }, secrets: [] };
  }
}

function pickBundle({ recipe, source, versions }: RuntimeBundle): LabReport['bundle'] {
  return { recipe, source, versions: { ...versions } };
}
