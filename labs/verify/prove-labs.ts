import pLimit from 'p-limit';
import type { Lab } from '../lab.ts';
import { unprovenLab, verifyLab, type VerifyOptions } from './verify-lab.ts';
import type { Trial, VerifyReport } from './verify-report.ts';

export type ProveOptions = Omit<VerifyOptions, 'alone' | 'onTrial'> & {
  /** How many labs at a time, each in an environment of its own. */
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
  const prove = async (lab: Lab): Promise<VerifyReport> => {
    signal.throwIfAborted();
    const options: VerifyOptions = {
      ...shared,
      alone: jobs === 1 || labs.length === 1,
      onTrial: (trial) => {
        onTrial(lab, trial);
      },
    };
    const report = await verifyLab(lab, options, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      return unprovenLab(lab, options, `It could not be proven: ${describe(error)}`);
    });
    await onReport(report);
    return report;
  };
  return pLimit(jobs).map(labs, prove);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${describe(error.cause)})`;
}
