import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment, EnvironmentProvider } from '#containers/contract/environment.ts';
import { poolLearner } from '#containers/sessions/quota.ts';
import { openRuntime } from '#site/cli/open-provider.ts';
import { attemptView, labView } from '#site/protocol/api.ts';
import { Person } from '#tests/server/people.ts';
import { TerminalClient } from '#tests/server/terminal-client.ts';
import { until } from '#tests/server/until.ts';
import { RealServer } from '#tests/support/real-server.ts';
import { BenchReport, type Keeping } from '../measure/report.ts';

export interface ClaimBench extends Keeping {
  readonly times: number;
  /** How many wait at once. */
  readonly pool: number;
  /** Seconds that all of them have slept before the first is asked for. */
  readonly asleep: number;
}

const lab = 'static-sync';
const prompt = '❯';
const lookEveryMs = 20;
const readyMs = 5 * 60_000;
const makeMs = 90_000;

/** What a learner waits for: from the press on Start, over HTTP and the socket, until the prompt is on the screen. */
export async function benchClaim({ times, pool, asleep, ...keeping }: ClaimBench): Promise<void> {
  const report = await BenchReport.begin('claim', keeping);
  const server = await RealServer.prepare(os.tmpdir(), ['--pool-size', String(pool)]);
  const warm: number[] = [];
  const cold: number[] = [];
  try {
    await server.start();
    const signal = AbortSignal.timeout((times + pool) * 4 * makeMs);
    const { provider } = await openRuntime(server.dataDir, signal);
    const learner = new Person(server.url);
    while (warm.length < times) {
      await until(
        'all of the pool asleep',
        async () => {
          const asleep = (await waiting(provider, signal)).filter(({ state }) => state === 'parked');
          await delay(1000, undefined, { signal });
          return asleep.length >= pool || undefined;
        },
        readyMs + pool * makeMs,
      );
      await delay(asleep * 1000, undefined, { signal });
      for (let turn = 0; turn < pool && warm.length < times; turn += 1) warm.push(await press(learner));
      if ((await waiting(provider, signal)).length === 0) cold.push(await press(learner));
    }
  } finally {
    await server.remove();
  }
  const shared = { subject: 'kindlab', unit: 's', better: 'less' } as const;
  report.add({
    ...shared,
    measure: 'from the press to the prompt, one waits',
    values: warm,
    bar: { of: 'p99', limit: 3 },
  });
  report.add({
    ...shared,
    measure: 'from the press to the prompt, none waits',
    values: cold,
    bar: { of: 'median', limit: 25 },
  });
  report.note(
    `${String(pool)} wait at a time, asleep for ${String(asleep)} s; what was taken is made anew beside the presses.`,
  );
  await report.finish();
}

/** Those of the pool that a learner can have; what it is making just now is not among them. */
async function waiting(provider: EnvironmentProvider, signal: AbortSignal): Promise<readonly Environment[]> {
  const found = await provider.list(signal);
  return found.filter(
    ({ owner, state }) => owner.learner === poolLearner && (state === 'parked' || state === 'ready'),
  );
}

/** Seconds from the press until the prompt. */
async function press(learner: Person): Promise<number> {
  const began = performance.now();
  const { id } = attemptView.parse(await (await learner.call('POST', `/api/labs/${lab}/attempt`)).json());
  await until(
    'a ready environment',
    async () => {
      const { attempt } = labView.parse(await (await learner.call('GET', `/api/labs/${lab}`)).json());
      if (attempt?.environment.state === 'failed') throw new Error(attempt.environment.error.message);
      await delay(lookEveryMs);
      return attempt?.environment.state === 'ready' || undefined;
    },
    readyMs,
  );
  const terminal = new TerminalClient(learner, id);
  await terminal.connect();
  await until('the prompt', () => terminal.text.includes(prompt) || undefined, readyMs);
  const seconds = (performance.now() - began) / 1000;
  terminal.drop();
  await learner.call('DELETE', `/api/attempts/${id}`);
  return seconds;
}
