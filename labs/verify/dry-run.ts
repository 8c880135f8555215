import type { Lab } from '../lab.ts';
import { proveLabs, type ProveOptions } from './prove-labs.ts';
import { unprovenLab } from './verify-lab.ts';
import type { VerifyReport } from './verify-report.ts';

export interface DryRunOptions extends Pick<ProveOptions, 'createEnvironment' | 'onTrial'> {
  /** Longest that one lab may take, its environment included. */
  readonly perLabMs: number;
}

/** One lab as a class will meet it. */
export interface DriedLab {
  readonly lab: string;
  readonly title: string;
  readonly solved: boolean;
  /** Exercises whose solution passed every check, of all there are. */
  readonly exercises: { readonly solved: number; readonly of: number };
  /** From asking for it to its first prompt; absent: it never got there. */
  readonly startSeconds?: number;
  readonly minutes: number;
  readonly problems: readonly string[];
}

export interface DryRun {
  readonly solved: boolean;
  readonly startedAt: string;
  readonly labs: readonly DriedLab[];
}

/**
 * Solves every exercise of these labs once, one lab after another, each in a real environment of its own. A lab that can't
 * be solved says why, and the others go on. Rejects only when aborted.
 */
export async function dryRun(
  labs: readonly Lab[],
  options: DryRunOptions,
  signal: AbortSignal,
): Promise<DryRun> {
  const startedAt = new Date().toISOString();
  const dried: DriedLab[] = [];
  for (const lab of labs) {
    const begun = performance.now();
    const report = await solve(lab, options, signal);
    dried.push(describe(lab, report, performance.now() - begun));
  }
  return { solved: dried.every(({ solved }) => solved), startedAt, labs: dried };
}

async function solve(
  lab: Lab,
  { perLabMs, ...parts }: DryRunOptions,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const options = {
    ...parts,
    ...{ rounds: 1, repeatChecks: 1, jobs: 1, trials: ['solution'], onReport: () => Promise.resolve() },
  };
  const limit = AbortSignal.timeout(perLabMs);
  try {
    const [report] = await proveLabs([lab], options, AbortSignal.any([signal, limit]));
    if (report !== undefined) return report;
  } catch (error) {
    signal.throwIfAborted();
    if (!limit.aborted) throw error;
  }
  return unprovenLab(
    lab,
    { ...options, onTrial: () => undefined },
    `It was not solved within ${String(Math.round(perLabMs / 60_000))} minutes.`,
  );
}

function describe(lab: Lab, report: VerifyReport, tookMs: number): DriedLab {
  const [start] = report.starts;
  const solved = report.trials.filter(({ problems }) => problems.length === 0).length;
  return {
    lab: lab.id,
    title: lab.title,
    // Going over the budget is worth knowing; the class can work all the same.
    solved: solved === lab.exercises.length,
    exercises: { solved, of: lab.exercises.length },
    ...(start === undefined
      ? {}
      : { startSeconds: Math.round((start.environmentMs + start.prepareMs) / 1000) }),
    minutes: Math.round(tookMs / 6000) / 10,
    problems: [
      ...report.problems,
      ...report.trials.flatMap(({ exercise, problems }) => problems.map((text) => `${exercise}: ${text}`)),
    ],
  };
}
