import { setTimeout as delay } from 'node:timers/promises';
import { loadCatalog } from '#labs/load-catalog.ts';
import { openRuntime } from '#site/cli/open-provider.ts';
import { BenchReport, type Keeping } from '../measure/report.ts';
import { Crew, type Made } from './crew.ts';
import { measureIdle, settleMs } from './idle.ts';
import { startByHand } from './start-by-hand.ts';

export interface StartBench extends Keeping {
  readonly times: number;
  readonly wakes: number;
  /** Seconds that each sleeps before it is woken. */
  readonly asleep: number;
  readonly byHand: number;
}

/** Environments of lab 1, one after the other: made, put to sleep and woken; and the same by hand beside them. */
export async function benchStart({ times, wakes, asleep, byHand, ...keeping }: StartBench): Promise<void> {
  const report = await BenchReport.begin('start', keeping);
  const signal = AbortSignal.timeout((times + byHand) * 5 * 60_000 + times * wakes * (60 + asleep) * 1000);
  const lab = (await loadCatalog()).getLab('static-sync');
  const { provider, bundle } = await openRuntime('/kindlab-bench/start', signal);
  await using crew = new Crew(provider, lab, signal);
  const made: Made[] = [];
  const withEso: number[] = [];
  const woken: number[] = [];
  const hand: number[] = [];

  for (let index = 0; index < Math.max(times, byHand); index += 1) {
    if (index < times) {
      const one = await crew.makeOne();
      made.push(one);
      if (index === 0) await addIdle(report, { made: one, measure: 'idle environment' }, signal);
      for (let wake = 0; wake < wakes; wake += 1) {
        await crew.putToSleep(one);
        await delay(asleep * 1000, undefined, { signal });
        woken.push(await crew.wake(one, `wake-${wake}`));
      }
      await crew.remove(one);
      if (index === 0) await addIdleWithSecrets(report, crew, signal);
    }
    if (index < byHand) {
      const one = await crew.makeOne({ startState: 'eso' });
      withEso.push(one.seconds);
      await crew.remove(one);
      hand.push(await startByHand(bundle, signal));
    }
  }
  addSteps(report, made);
  const shared = { unit: 's', better: 'less' } as const;
  report.add({
    ...shared,
    measure: 'environment ready',
    subject: 'kindlab',
    values: made.map(({ seconds }) => seconds),
    bar: { of: 'median', limit: 25 },
  });
  if (woken.length > 0)
    report.add({
      ...shared,
      measure: `from a claim to the prompt, asleep for ${asleep} s`,
      subject: 'kindlab',
      values: woken,
      bar: { of: 'p99', limit: 3 },
    });
  if (hand.length > 0) {
    const measure = 'cluster with External Secrets and a Vault';
    report.add({ ...shared, measure, subject: 'kindlab', values: withEso });
    report.add({ ...shared, measure, subject: 'kind and Helm by hand', values: hand });
    report.note(
      'By hand: kind create cluster --wait 120s, docker run of Vault, kind load of its image, helm install --wait, with the same node image.',
    );
  }
  await report.finish();
}

function addSteps(report: BenchReport, made: readonly Made[]): void {
  const steps = new Map<string, number[]>();
  for (const { id, startedAt, endedAt } of made.flatMap((one) => one.steps))
    if (startedAt !== undefined && endedAt !== undefined)
      steps.set(id, [...(steps.get(id) ?? []), (Date.parse(endedAt) - Date.parse(startedAt)) / 1000]);
  for (const [measure, values] of steps)
    report.add({ measure, subject: 'kindlab', unit: 's', better: 'less', values });
}

/** As labs have it that begin with External Secrets; six of eight do. */
async function addIdleWithSecrets(report: BenchReport, crew: Crew, signal: AbortSignal): Promise<void> {
  const made = await crew.makeOne({ startState: 'eso', externalSecrets: 'controller' });
  await addIdle(report, { made, measure: 'idle environment with External Secrets' }, signal);
  await crew.remove(made);
}

async function addIdle(
  report: BenchReport,
  { made, measure }: { readonly made: Made; readonly measure: string },
  signal: AbortSignal,
): Promise<void> {
  await delay(settleMs, undefined, { signal });
  const [idle] = await measureIdle([made], signal);
  if (idle === undefined) return;
  const shared = { measure, subject: 'kindlab', better: 'less' } as const;
  report.add({ ...shared, unit: 'MiB', values: [idle.memoryMiB], bar: { of: 'median', limit: 512 } });
  report.add({ ...shared, unit: 'cores', values: [idle.cores], bar: { of: 'median', limit: 0.05 } });
}
