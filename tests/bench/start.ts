import { setTimeout as delay } from 'node:timers/promises';
import type { Step } from '#containers/contract/bundle.ts';
import { readUsage } from '#containers/providers/kind/usage.ts';
import { engineClient } from '#containers/runtime/engine/connect-engine.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import { openProvider } from '#site/cli/open-provider.ts';
import { drive } from '#tests/conformance/drive.ts';
import { BenchReport } from './measure/report.ts';

export interface StartBench {
  readonly times: number;
  readonly json: string;
}

const idleMs = 30_000;

/** Makes that many environments of lab 1, one after the other: how long each step takes, and what one takes when idle. */
export async function benchStart({ times, json }: StartBench): Promise<void> {
  const signal = AbortSignal.timeout(times * 5 * 60_000);
  const lab = (await loadCatalog()).getLab('static-sync');
  const provider = await openProvider('/kindlab-bench/start', signal);
  const report = new BenchReport('start');
  const totals: number[] = [];
  const steps = new Map<string, number[]>();

  for (let index = 0; index < times; index += 1) {
    const plan = provider.plan(
      { ...lab.environment, lab: lab.id },
      { learner: 'bench', attempt: String(index) },
    );
    const began = performance.now();
    let last: readonly Step[] = [];
    await drive(provider.create(plan, signal), (progress) => (last = progress.steps));
    totals.push((performance.now() - began) / 1000);
    for (const { id, startedAt, endedAt } of last)
      if (startedAt !== undefined && endedAt !== undefined)
        steps.set(id, [...(steps.get(id) ?? []), (Date.parse(endedAt) - Date.parse(startedAt)) / 1000]);
    if (index === 0) await addIdle(report, plan.clusterName, signal);
    await provider.destroy(plan.id, signal);
  }

  for (const [measure, values] of [...steps, ['environment ready', totals] as const])
    report.add({ measure, subject: 'kindlab', unit: 's', better: 'less', values });
  report.print();
  await report.save(json);
}

/** Memory without page cache, and processor time over half a minute, summed over the environment's containers. */
async function addIdle(report: BenchReport, clusterName: string, signal: AbortSignal): Promise<void> {
  const docker = engineClient(process.env);
  await delay(idleMs, undefined, { signal });
  const before = await readUsage(docker, { clusterName }, signal);
  await delay(idleMs, undefined, { signal });
  const after = await readUsage(docker, { clusterName }, signal);
  const idle = { measure: 'idle environment', subject: 'kindlab', better: 'less' } as const;
  report.add({ ...idle, unit: 'MiB', values: [after.memoryMiB] });
  report.add({ ...idle, unit: 'cores', values: [(after.cpuSeconds - before.cpuSeconds) / (idleMs / 1000)] });
}
