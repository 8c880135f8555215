import type { Environment } from '#containers/contract/environment.ts';
import { makeProbes } from '#checkers/probes/make-probes.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import type { Lab } from '../lab.ts';
import { prepareLab } from '../prepare-lab.ts';
import { workspaceProbe } from '../run-in-workspace.ts';
import { overBudget, type MeasuredStart } from './hold-to-budget.ts';
import { addUpRepeats } from './repeated-checks.ts';
import { verifyExercise } from './verify-exercise.ts';
import { findFlaky, type Trial, type VerifyReport } from './verify-report.ts';

export interface VerifyOptions {
  /** Makes an environment for one round; whoever calls destroys it by `destroy`. */
  readonly createEnvironment: (lab: Lab, signal: AbortSignal) => Promise<LabEnvironment>;
  /** Only these exercises; absent: all. */
  readonly exercises?: readonly string[];
  /** Only trials of these names; absent: all. */
  readonly trials?: readonly string[];
  /** How many rounds, each in an environment of its own. */
  readonly rounds: number;
  /** How often every check is run on the untouched and on the solved exercise. */
  readonly repeatChecks: number;
  /** How it started when it had the machine to itself; absent: nothing runs beside it, and each round's own start counts. */
  readonly start?: MeasuredStart;
  readonly onTrial: (trial: Trial) => void;
}

export interface LabEnvironment {
  readonly environment: Environment;
  /** From asking for it to having it; what its runtime bundle took doesn't count. */
  readonly readyMs: number;
  /** What its containers take now, in MiB, without page cache. */
  readonly measureMemory: (signal: AbortSignal) => Promise<number>;
  readonly destroy: () => Promise<void>;
}

/** A lab in an environment, with the values of one attempt. */
export interface Stage {
  readonly lab: Lab;
  readonly environment: Environment;
  readonly values: Readonly<Record<string, string>>;
  readonly probes: Probes;
}

/**
 * Proves a lab on real environments: per exercise, untouched fails, the solution passes (also the second time), every
 * mistake and fake gets its own message, and a reset leads back to untouched; checks say the same however often they
 * are run; starting it stays within its budget. Rejects only when no environment can be had.
 */
export async function verifyLab(
  lab: Lab,
  options: VerifyOptions,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const trials: Trial[] = [];
  const starts: MeasuredStart[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    const made = await options.createEnvironment(lab, signal);
    try {
      const values = lab.newValues();
      starts.push(await startLab(lab, made, values, signal));
      const { environment } = made;
      const probes = {
        ...makeProbes(await environment.access(signal), values),
        workspace: workspaceProbe(environment, values),
      };
      for (const exercise of chosen(lab, options)) {
        const stage = { lab, environment, values, probes };
        const wanted = {
          runs: options.repeatChecks,
          ...(options.trials === undefined ? {} : { only: options.trials }),
        };
        for await (const trial of verifyExercise(stage, exercise, wanted, signal)) {
          const clean = withoutSecrets({ ...trial, round }, values);
          trials.push(clean);
          options.onTrial(clean);
        }
      }
    } finally {
      await made.destroy();
    }
  }
  const counted = options.start === undefined ? starts : [options.start];
  const problems = counted.flatMap((start) => overBudget(start, lab.budget));
  const proven = trials.length > 0 && trials.every((trial) => trial.problems.length === 0);
  return {
    ...aboutLab(lab, options),
    startedAt,
    durationMs: Math.round(performance.now() - begun),
    starts: counted,
    problems,
    trials,
    steadiness: addUpRepeats(trials),
    passed: proven && problems.length === 0,
    flaky: findFlaky(trials),
  };
}

/** What a report says of a lab that could not be proven at all. */
export function unprovenLab(lab: Lab, options: VerifyOptions, problem: string): VerifyReport {
  return {
    ...aboutLab(lab, options),
    startedAt: new Date().toISOString(),
    durationMs: 0,
    starts: [],
    problems: [problem],
    trials: [],
    steadiness: [],
    passed: false,
    flaky: [],
  };
}

function aboutLab(lab: Lab, { rounds }: VerifyOptions) {
  return {
    format: 1,
    lab: lab.id,
    rounds,
    learnerMinutes: lab.minutes,
    ...(lab.budget === undefined ? {} : { budget: lab.budget }),
  } as const;
}

/** Starts a lab once, for its figures alone. Rejects when no environment can be had, or its start fails. */
export async function measureStart(
  lab: Lab,
  { createEnvironment }: Pick<VerifyOptions, 'createEnvironment'>,
  signal: AbortSignal,
): Promise<MeasuredStart> {
  const made = await createEnvironment(lab, signal);
  try {
    return await startLab(lab, made, lab.newValues(), signal);
  } finally {
    await made.destroy();
  }
}

/** Brings a new environment to where the learner begins, and measures what that took. */
async function startLab(
  lab: Lab,
  { environment, readyMs, measureMemory }: LabEnvironment,
  values: Stage['values'],
  signal: AbortSignal,
): Promise<MeasuredStart> {
  const begun = performance.now();
  await prepareLab(lab, environment, values, signal);
  const prepareMs = lab.start === undefined ? 0 : Math.round(performance.now() - begun);
  return {
    environmentMs: Math.round(readyMs),
    prepareMs,
    memoryMiB: Math.round(await measureMemory(signal)),
  };
}

function chosen(lab: Lab, { exercises }: VerifyOptions): Lab['exercises'] {
  return exercises === undefined ? lab.exercises : lab.exercises.filter(({ id }) => exercises.includes(id));
}

/** A secret's value in a report is a failure of its own, and isn't passed on. */
function withoutSecrets(trial: Trial, values: Readonly<Record<string, string>>): Trial {
  const text = JSON.stringify(trial);
  const leaked = Object.keys(values).filter((key) => text.includes(values[key] ?? ''));
  if (leaked.length === 0) return trial;
  const { exercise, name, round, scriptMs, checkMs } = trial;
  const problems = [`The value of ${leaked.join(', ')} stood in what a learner sees.`];
  return { exercise, name, round, problems, checks: [], scriptMs, checkMs };
}
