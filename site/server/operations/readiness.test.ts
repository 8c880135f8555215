import { expect, test, vi } from 'vitest';
import { Fault } from '#containers/contract/fault.ts';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { healthRoutes } from './health-routes.ts';
import { Readiness, type ReadinessSources } from './readiness.ts';

const provider = new FakeProvider();
const fine: ReadinessSources = {
  askDatabase: () => Promise.resolve(),
  askPages: () => Promise.resolve(),
  runtime: () => ({ state: 'ready', steps: [] }),
  provider: () => provider,
};

async function ask(sources: Partial<ReadinessSources>, query = '', stop = new AbortController()) {
  const readiness = new Readiness({ ...fine, ...sources });
  const answer = await healthRoutes({ readiness, stop: stop.signal }).request(`/readyz${query}`);
  const { ready, reasons } = (await answer.json()) as { ready: boolean; reasons: string[] };
  return { status: answer.status, ready, reasons };
}

test('ready: nothing is missing', async () => {
  expect(await ask({})).toEqual({ status: 200, ready: true, reasons: [] });
});

test('a runtime that could not be prepared is named with its remedy, and can be left out', async () => {
  const error = { code: 'ENGINE_DENIED', message: 'You may not use Docker.', hint: 'Join the group.' };
  const broken: Partial<ReadinessSources> = {
    runtime: () => ({ state: 'failed', steps: [], error }),
    provider: () => undefined,
  };
  const { status, reasons } = await ask(broken);
  expect(status).toBe(503);
  expect(reasons).toEqual([
    'You may not use Docker. Join the group.',
    'Environments can be made once the runtime is ready.',
  ]);
  expect((await ask(broken, '?exclude=runtime,environments')).status).toBe(200);
});

test('a runtime under way says what it does and how long about', async () => {
  const step = { id: 'compile', title: 'Compile Kubernetes', state: 'running' as const, expectedMs: 90_000 };
  const { reasons } = await ask({ runtime: () => ({ state: 'preparing', steps: [step], etaMs: 61_500 }) });
  expect(reasons).toEqual(['The runtime is being prepared: Compile Kubernetes; about 62 s left.']);
});

test('an obstacle to new environments is told in its own words', async () => {
  const obstacle = { code: 'MEMORY_TOO_SMALL', what: '0.4 GiB are missing.', fix: 'Close other programs.' };
  const small = Object.assign(new FakeProvider(), { preflight: () => Promise.resolve([obstacle]) });
  expect((await ask({ provider: () => small })).reasons).toEqual([
    '0.4 GiB are missing. Close other programs.',
  ]);
});

test('what fails is a reason: a Fault with its hint, anything else with its message', async () => {
  const fault = new Fault({ code: 'NOT_FOUND', message: 'No pages.', hint: 'Build them.' });
  const { reasons } = await ask({
    askPages: () => Promise.reject(fault),
    askDatabase: () => Promise.reject(new Error('connection terminated')),
  });
  expect(reasons).toEqual(['The database check failed: connection terminated', 'No pages. Build them.']);
});

test('what hangs is a reason after three seconds, not a request that hangs', async () => {
  vi.useFakeTimers();
  try {
    const asked = ask({ askDatabase: () => new Promise(() => undefined) });
    await vi.advanceTimersByTimeAsync(3000);
    expect((await asked).reasons).toEqual(['The database check had no answer within 3 s.']);
  } finally {
    vi.useRealTimers();
  }
});

test('many probes ask the engine once', async () => {
  const preflight = vi.spyOn(provider, 'preflight');
  let now = 0;
  const readiness = new Readiness(fine, () => now);
  await Promise.all([readiness.check(), readiness.check(), readiness.check()]);
  expect(preflight).toHaveBeenCalledTimes(1);
  now += 2500;
  await readiness.check();
  expect(preflight).toHaveBeenCalledTimes(2);
});

test('a stopping server is not ready, whatever else holds', async () => {
  const stop = new AbortController();
  stop.abort();
  expect(await ask({}, '', stop)).toEqual({
    status: 503,
    ready: false,
    reasons: ['The server is stopping.'],
  });
});
