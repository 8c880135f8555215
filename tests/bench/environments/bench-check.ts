import { readSolution, scriptEnvironment } from '#labs/exercise-scripts.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import type { Exercise } from '#labs/lab.ts';
import type { Environment } from '#containers/contract/environment.ts';
import { openProvider } from '#site/cli/open-provider.ts';
import { BenchReport, type Keeping } from '../measure/report.ts';
import { Crew } from './crew.ts';
import { timedCheck, timedLook, wayInto } from './look.ts';

export interface CheckBench extends Keeping {
  readonly times: number;
}

const looks = 50;
const solutionMs = 5 * 60_000;
const shared = { subject: 'kindlab', unit: 'ms', better: 'less' } as const;

/** How long checks take, on an environment of lab 1 that is solved exercise by exercise. */
export async function benchCheck({ times, ...keeping }: CheckBench): Promise<void> {
  const report = await BenchReport.begin('check', keeping);
  const signal = AbortSignal.timeout((15 + times * 8) * 60_000);
  const lab = (await loadCatalog()).getLab('static-sync');
  const provider = await openProvider('/kindlab-bench/check', signal);
  await using crew = new Crew(provider, lab, signal);
  const { environment } = await crew.makeOne();
  const values = lab.newValues();
  const probes = await wayInto(environment, values, signal);
  const look = async (measure: string) => {
    const all: number[] = [];
    while (all.length < looks) all.push(await timedLook(lab, probes, signal));
    report.add({ ...shared, measure, values: all, bar: { of: 'p99', limit: 1000 } });
  };
  await look('live look at a lab where nothing is done');
  for (const exercise of lab.exercises) {
    await solve(environment, exercise, values, signal);
    const all: number[] = [];
    while (all.length < times) {
      const { ms, passes } = await timedCheck({ lab, exercise, probes }, signal);
      // The first one may have to wait for what the solution has only just begun.
      if (!passes) throw new Error(`${exercise.id} does not pass after its solution; nothing was measured`);
      all.push(ms);
    }
    report.add({ ...shared, measure: `whole check of ${exercise.id}, solved`, values: all });
  }
  await look('live look at a lab that is solved');
  report.note(
    'A whole check of the last three exercises alters values and waits until the operator has answered.',
  );
  await report.finish();
}

async function solve(
  environment: Environment,
  exercise: Exercise,
  values: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const command = ['bash', '-s'];
  const stdin = await readSolution(exercise, values);
  const env = scriptEnvironment(values);
  const { exitCode, stderr } = await environment.exec({ command, stdin, env, timeoutMs: solutionMs }, signal);
  if (exitCode !== 0) throw new Error(`the solution of ${exercise.id} failed: ${stderr.slice(-500)}`);
}
