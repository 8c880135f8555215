import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { defaultQuotaRules, environmentMiB } from '#containers/sessions/quota.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import type { Lab } from '#labs/lab.ts';
import { openProvider } from '#site/cli/open-provider.ts';
import { BenchReport, type Keeping } from '../measure/report.ts';
import { Crew, type Made } from './crew.ts';
import { densityMeasures } from './density-measures.ts';
import { measureIdle, settleMs } from './idle.ts';
import { timedLook, wayInto } from './look.ts';

export interface DensityBench extends Keeping {
  readonly counts: readonly number[];
}

const looks = 20;
/** Longer than a kubelet goes without looking at its containers: what waits in a pool mostly waits for longer. */
const asleepMs = 200_000;
const shared = { subject: 'kindlab', better: 'less' } as const;
const bytesPerMiB = 1024 * 1024;

/** How cost grows with learners: environments of lab 1 side by side, running and asleep. */
export async function benchDensity({ counts, ...keeping }: DensityBench): Promise<void> {
  const report = await BenchReport.begin('density', keeping);
  const most = Math.max(...counts);
  const signal = AbortSignal.timeout((10 + most * 3) * 60_000);
  const lab = (await loadCatalog()).getLab('static-sync');
  const provider = await openProvider('/kindlab-bench/density', signal);
  await using crew = new Crew(provider, lab, signal);
  const all: Made[] = [];
  const freeBefore = os.freemem();
  for (const count of counts.toSorted((a, b) => a - b)) {
    if (!hasRoom(count, count - all.length, report)) break;
    const made = await crew.make(count - all.length);
    all.push(...made);
    report.add({
      ...shared,
      measure: densityMeasures.start(count),
      unit: 's',
      values: made.map(({ seconds }) => seconds),
    });
    await addRunning(report, { all, lab, freeBefore }, signal);
  }
  await addAsleep(report, { all, crew }, signal);
  await report.finish();
}

interface Running {
  readonly all: readonly Made[];
  readonly lab: Lab;
  readonly freeBefore: number;
}

async function addRunning(
  report: BenchReport,
  { all, lab, freeBefore }: Running,
  signal: AbortSignal,
): Promise<void> {
  await delay(settleMs, undefined, { signal });
  const idle = await measureIdle(all, signal);
  const count = all.length;
  report.add({
    ...shared,
    measure: densityMeasures.memory(count),
    unit: 'MiB',
    values: idle.map(({ memoryMiB }) => memoryMiB),
    bar: { of: 'median', limit: 512 },
  });
  report.add({
    ...shared,
    measure: densityMeasures.lost(count),
    unit: 'MiB',
    values: [(freeBefore - os.freemem()) / bytesPerMiB / count],
  });
  report.add({
    ...shared,
    measure: densityMeasures.processor(count),
    unit: 'cores',
    values: idle.map(({ cores }) => cores),
    bar: { of: 'median', limit: 0.05 },
  });
  report.add({
    ...shared,
    measure: densityMeasures.look(count),
    unit: 'ms',
    values: await liveRounds(all, lab, signal),
  });
}

/** One look at each environment, again and again. */
async function liveRounds(all: readonly Made[], lab: Lab, signal: AbortSignal): Promise<readonly number[]> {
  const values = lab.newValues();
  const ways = await Promise.all(all.map(({ environment }) => wayInto(environment, values, signal)));
  const times: number[] = [];
  while (times.length < looks) for (const probes of ways) times.push(await timedLook(lab, probes, signal));
  return times;
}

async function addAsleep(
  report: BenchReport,
  { all, crew }: { readonly all: readonly Made[]; readonly crew: Crew },
  signal: AbortSignal,
): Promise<void> {
  for (const made of all) await crew.putToSleep(made);
  const idle = await measureIdle(all, signal);
  const count = all.length;
  report.add({
    ...shared,
    measure: `processor each, ${count} asleep`,
    unit: 'cores',
    values: idle.map(({ cores }) => cores),
    bar: { of: 'median', limit: 0.05 },
  });
  await delay(asleepMs, undefined, { signal });
  const woken: number[] = [];
  for (const made of all) {
    woken.push(await crew.wake(made, 'woken'));
    await crew.putToSleep(made);
  }
  report.add({
    ...shared,
    measure: `from a claim to the prompt, ${count} asleep`,
    unit: 's',
    values: woken,
    bar: { of: 'p99', limit: 3 },
  });
}

/** More than the machine carries is not measured, and said. */
function hasRoom(count: number, more: number, report: BenchReport): boolean {
  const neededMiB = more * environmentMiB.bare + defaultQuotaRules.keepFreeMiB;
  const freeMiB = os.freemem() / bytesPerMiB;
  if (neededMiB <= freeMiB) return true;
  report.note(
    `${count} at a time were not measured: they need ${neededMiB.toFixed(0)} MiB more, and ${freeMiB.toFixed(0)} are free.`,
  );
  return false;
}
