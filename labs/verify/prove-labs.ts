import pLimit from 'p-limit';
import type { Lab } from '../lab.ts';
import type { MeasuredStart } from './hold-to-budget.ts';
import { measureStart, unprovenLab, verifyLab, type VerifyOptions } from './verify-lab.ts';
import type { Trial, VerifyReport } from './verify-report.ts';

export type ProveOptions = Omit<VerifyOptions, 'onTrial' | 'start'> & {
  /**
   * How many labs at a time, each in an environment of its own. With more than one, every lab is started once alone
   * before, since a start that shares the machine says nothing.
   */
  readonly jobs: number;
  readonly onTrial: (lab: Lab, trial: Trial) => void;
  /** When a lab is done, also one that could not be proven. */
  readonly onReport: (report: VerifyReport) => Promise<void>;
};

/**
 * Proves labs, several side by side, and answers their reports in the same order. A lab that can't be proven at all
 * (no environment, or its start failed) has a report that says so, and the others go on. Rejects only when aborted.
 */
export async function proveLabs(
  labs: readonly Lab[],
  { jobs, onTrial, onReport, ...shared }: ProveOptions,
  signal: AbortSignal,
): Promise<readonly VerifyReport[]> {
  const starts = jobs > 1 && labs.length > 1 ? await measureStarts(labs, shared, signal) : undefined;
  const prove = async (lab: Lab): Promise<VerifyReport> => {
    signal.throwIfAborted();
    const options = { ...shared, onTrial: (trial: Trial) => onTrial(lab, trial) };
    const report = await verifyOnce(lab, { ...options, measured: starts?.get(lab) }, signal).catch(
      (error: unknown) => {
        signal.throwIfAborted();
        return unprovenLab(lab, options, `It could not be proven: ${describe(error)}`);
      },
    );
    await onReport(report);
    return report;
  };
  return pLimit(jobs).map(labs, prove);
}

async function verifyOnce(
  lab: Lab,
  { measured, ...options }: VerifyOptions & { readonly measured: Promise<MeasuredStart> | undefined },
  signal: AbortSignal,
): Promise<VerifyReport> {
  const start = await measured;
  return verifyLab(lab, { ...options, ...(start === undefined ? {} : { start }) }, signal);
}

/** One after the other; a lab that does not start says so in its promise. */
async function measureStarts(
  labs: readonly Lab[],
  options: Pick<VerifyOptions, 'createEnvironment'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<Lab, Promise<MeasuredStart>>> {
  const starts = new Map<Lab, Promise<MeasuredStart>>();
  for (const lab of labs) {
    signal.throwIfAborted();
    const start = measureStart(lab, options, signal);
    starts.set(lab, start);
    await Promise.allSettled([start]);
  }
  return starts;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${describe(error.cause)})`;
}
