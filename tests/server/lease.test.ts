import { expect, test } from 'vitest';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import type { Clock } from '#containers/providers/surroundings.ts';
import { attemptView, labView, problem, type AttemptView } from '#site/protocol/api.ts';
import type { CheckRunner, ExerciseRun } from '#site/server/checks/check-runner.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import type { ServerDeps } from '#site/server/server-deps.ts';
import { eagerReaper, laterClock } from './eager-reaper.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

const hour = 3_600_000;
const longest = 8 * hour;
const delaysMs = { network: 0, node: 0, 'control-plane': 0, vault: 0, workspace: 0, ready: 0 };

/** A check that runs until the test ends it. */
function slowRunner(): CheckRunner & { end: () => void; begun: () => boolean } {
  const ended = Promise.withResolvers<undefined>();
  let begun = false;
  return {
    end: () => ended.resolve(undefined),
    begun: () => begun,
    runLive: () => Promise.resolve([]),
    runFull: async (target, { exercise }): Promise<ExerciseRun> => {
      begun = true;
      await ended.promise;
      const report = {
        format: 1,
        lab: target.lab.id,
        exercise: exercise.id,
        mode: 'full',
        at: new Date().toISOString(),
        passed: false,
        checks: [],
      } as const;
      return { report };
    },
    watch: () => Promise.resolve(),
    pollMs: () => undefined,
    forget: () => undefined,
  };
}

function deps(clock: Clock, leaseMs: number, checkRunner: CheckRunner): Partial<ServerDeps> {
  const labs = sampleCatalog.labs.map((lab) => ({ ...lab, environment: { ...lab.environment, leaseMs } }));
  const provider = new FakeProvider({ clock, delaysMs });
  return {
    catalog: { ...sampleCatalog, labs, getLab: () => labs[0]! },
    checkRunner,
    now: () => clock.now(),
    makeProvider: () => provider,
    timing: { inspectMs: 20 },
    reap: eagerReaper(clock),
  };
}

async function view(server: TestServer): Promise<AttemptView> {
  const { attempt } = labView.parse(await (await server.call('GET', '/api/labs/static-sync')).json());
  if (attempt === null) throw new Error('no attempt runs');
  return attempt;
}

async function refused(answer: Response): Promise<string> {
  return `${answer.status} ${problem.parse(await answer.json()).code}`;
}

test('a lease is extended until the longest life, and then the answer says so', async () => {
  const clock = laterClock();
  await using server = await startTestServer({ deps: deps(clock, 2 * hour, slowRunner()) });
  const id = await readyAttempt(server);
  const created = Date.now();
  for (const hours of [1.5, 3, 4.5, 6.2]) {
    clock.laterMs = hours * hour;
    expect((await view(server)).canExtend).toBe(true);
    const answer = await server.call('POST', `/api/attempts/${id}/extend`);
    const { expiresAt } = attemptView.parse(await answer.json());
    const wanted = Math.min(clock.now().getTime() + 2 * hour, created + longest);
    expect(Math.abs(Date.parse(expiresAt ?? '') - wanted)).toBeLessThan(60_000);
  }
  expect((await view(server)).canExtend).toBe(false);
  expect(await refused(await server.call('POST', `/api/attempts/${id}/extend`))).toBe('410 LEASE_ENDED');
});

test('at the very end a check that runs is waited for, a new one is not begun', async () => {
  const clock = laterClock();
  const runner = slowRunner();
  await using server = await startTestServer({ deps: deps(clock, longest, runner) });
  const id = await readyAttempt(server);
  const first = server.call('POST', `/api/attempts/${id}/exercises/store/check`);
  await until('the check', () => runner.begun() || undefined);
  clock.laterMs = longest + 60_000;
  const second = await server.call('POST', `/api/attempts/${id}/exercises/install/check`);
  expect(await refused(second)).toBe('410 LEASE_ENDED');
  // Many sweeps and inspections later it is still there.
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect((await view(server)).environment.state).toBe('ready');
  runner.end();
  expect((await first).status).toBe(200);
  // What ends is not lost: it is put aside.
  await until('the end', async () => (await view(server)).environment.state === 'parked' || undefined);
});

test('a check that can not begin is told why, and the next one can', async () => {
  const clock = laterClock();
  const runner = slowRunner();
  const given = deps(clock, hour, runner);
  const provider = new FakeProvider({ clock, delaysMs });
  let failing = true;
  const halting = Object.assign(provider, {
    extendLease: (...asked: Parameters<FakeProvider['extendLease']>) =>
      failing ? Promise.reject(new Error('away')) : FakeProvider.prototype.extendLease.apply(provider, asked),
  });
  await using server = await startTestServer({ deps: { ...given, makeProvider: () => halting } });
  const id = await readyAttempt(server);
  clock.laterMs = hour - 60_000;
  const check = `/api/attempts/${id}/exercises/store/check`;
  expect((await server.call('POST', check)).status).toBe(500);
  failing = false;
  runner.end();
  expect((await server.call('POST', check)).status).toBe(200);
});
