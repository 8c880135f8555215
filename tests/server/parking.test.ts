import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import type { Clock } from '#containers/providers/surroundings.ts';
import { attemptView, labView, problem, type AttemptView } from '#site/protocol/api.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import type { ServerDeps } from '#site/server/server-deps.ts';
import { eagerReaper, laterClock } from './eager-reaper.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

const hour = 3_600_000;
const delaysMs = { network: 0, node: 0, 'control-plane': 0, vault: 0, workspace: 0, ready: 0 };

interface Setting {
  readonly clock: Clock & { laterMs: number };
  readonly world: FakeWorld;
  readonly deps: Partial<ServerDeps>;
}

/** Leases of two hours, on a clock that can be moved. */
function setting(world = new FakeWorld(), provider?: FakeProvider): Setting {
  const clock = laterClock();
  const labs = sampleCatalog.labs.map((lab) => ({
    ...lab,
    environment: { ...lab.environment, leaseMs: 2 * hour },
  }));
  const deps: Partial<ServerDeps> = {
    catalog: { ...sampleCatalog, labs, getLab: () => labs[0]! },
    now: () => clock.now(),
    makeProvider: () => provider ?? new FakeProvider({ clock, world, delaysMs }),
    timing: { inspectMs: 20 },
    reap: eagerReaper(clock),
  };
  return { clock, world, deps };
}

async function view(server: TestServer): Promise<AttemptView> {
  const { attempt } = labView.parse(await (await server.call('GET', '/api/labs/static-sync')).json());
  if (attempt === null) throw new Error('no attempt runs');
  return attempt;
}

async function untilState(server: TestServer, state: AttemptView['environment']['state']): Promise<void> {
  await until(state, async () => (await view(server)).environment.state === state || undefined);
}

async function refused(answer: Response): Promise<string> {
  return `${answer.status} ${problem.parse(await answer.json()).code}`;
}

test('a lab is put aside and brought back, with a life that counts anew', async () => {
  const { clock, deps } = setting();
  await using server = await startTestServer({ deps });
  const id = await readyAttempt(server);
  clock.laterMs = hour;
  const parked = attemptView.parse(await (await server.call('POST', `/api/attempts/${id}/park`)).json());
  expect(parked.environment).toMatchObject({ state: 'parked' });
  expect(parked.expiresAt).toBeUndefined();
  const shell = await server.call('POST', `/api/attempts/${id}/terminals/main/ticket`);
  expect(await refused(shell)).toBe('409 ENVIRONMENT_PARKED');
  const check = await server.call('POST', `/api/attempts/${id}/exercises/store/check`);
  expect(await refused(check)).toBe('409 ENVIRONMENT_PARKED');
  // Longer than any lease and any life.
  clock.laterMs = 24 * hour;
  const answer = await server.call('POST', `/api/attempts/${id}/resume`);
  expect(answer.status).toBe(202);
  await untilState(server, 'ready');
  const back = await view(server);
  expect(back.id).toBe(id);
  expect(Math.abs(Date.parse(back.expiresAt ?? '') - (clock.now().getTime() + 2 * hour))).toBeLessThan(
    60_000,
  );
  expect(back.canExtend).toBe(true);
});

test('what is put aside stays so over a restart of the server, and is kept no longer than was said', async () => {
  const { clock, deps, world } = setting();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-parking-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  {
    await using server = await startTestServer({ deps, dataDir });
    const id = await readyAttempt(server);
    await server.call('POST', `/api/attempts/${id}/park`);
  }
  expect(world.list()).toMatchObject([{ state: 'parked' }]);
  await using server = await startTestServer({ deps, dataDir });
  await untilState(server, 'parked');
  clock.laterMs = 71 * hour;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await view(server)).environment.state).toBe('parked');
  clock.laterMs = 73 * hour;
  await untilState(server, 'failed');
  expect((await view(server)).environment).toMatchObject({ error: { code: 'LEASE_ENDED' } });
  expect(world.list()).toEqual([]);
});

test('at the end of its lease a lab is put aside and not lost; after a while its cluster stops', async () => {
  const { clock, deps, world } = setting();
  await using server = await startTestServer({ deps });
  await readyAttempt(server);
  clock.laterMs = 2 * hour - 20_000;
  await untilState(server, 'parked');
  expect(world.list()[0]?.parked?.depth).toBe('paused');
  clock.laterMs += 11 * 60_000;
  await until('its cluster to stop', () => world.list()[0]?.parked?.depth === 'stopped' || undefined);
});

test('a machine that sleeps past the end of a lease loses nothing', async () => {
  const { clock, deps, world } = setting();
  await using server = await startTestServer({ deps });
  await readyAttempt(server);
  clock.laterMs = 9 * hour;
  await untilState(server, 'parked');
  expect(world.list()).toHaveLength(1);
});

test('where nothing may be put aside, a lab ends with its lease', async () => {
  const { clock, deps } = setting();
  await using server = await startTestServer({ deps, options: { parkHours: 0 } });
  const id = await readyAttempt(server);
  expect(labView.parse(await (await server.call('GET', '/api/labs/static-sync')).json()).parking).toBe(false);
  expect(await refused(await server.call('POST', `/api/attempts/${id}/park`))).toBe('403 NOT_ALLOWED');
  clock.laterMs = 2 * hour + 1000;
  await untilState(server, 'failed');
});

test('one that does not come back stays put aside, says why, and can be tried again', async () => {
  const world = new FakeWorld();
  const provider = new FakeProvider({ world, delaysMs });
  let failing = true;
  const unpark = provider.unpark.bind(provider);
  const halting = Object.assign(provider, {
    unpark: (...asked: Parameters<FakeProvider['unpark']>) =>
      failing ? Promise.reject(new Error('away')) : unpark(...asked),
  });
  const { deps } = setting(world, halting);
  await using server = await startTestServer({ deps });
  const id = await readyAttempt(server);
  await server.call('POST', `/api/attempts/${id}/park`);
  await server.call('POST', `/api/attempts/${id}/resume`);
  const told = await until('why not', async () => {
    const { environment } = await view(server);
    return environment.state === 'parked' ? environment.error : undefined;
  });
  expect(told).toMatchObject({ code: 'INTERNAL' });
  failing = false;
  await server.call('POST', `/api/attempts/${id}/resume`);
  await untilState(server, 'ready');
});

test('what a restart of the machine ended is kept, says what was lost, and goes on when its learner does', async () => {
  const { clock, deps, world } = setting();
  await using server = await startTestServer({ deps });
  const id = await readyAttempt(server);
  const vault = new Date(clock.now().getTime() - 60_000);
  world.interrupt(vault);
  await untilState(server, 'parked');
  expect((await view(server)).environment).toMatchObject({
    interrupted: { shells: true, vault: vault.toISOString() },
  });
  const shell = await server.call('POST', `/api/attempts/${id}/terminals/main/ticket`);
  expect(await refused(shell)).toBe('409 ENVIRONMENT_PARKED');
  // Longer than its lease would have been.
  clock.laterMs = 3 * hour;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await view(server)).environment.state).toBe('parked');
  await server.call('POST', `/api/attempts/${id}/resume`);
  await untilState(server, 'ready');
  expect(world.list()[0]?.interrupted).toBeUndefined();
});

test('a restart that ended the server as well, and one while a lab was aside, are told the same way', async () => {
  const { deps, world } = setting();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-parking-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  {
    await using server = await startTestServer({ deps, dataDir });
    await readyAttempt(server);
  }
  world.interrupt('empty');
  await using server = await startTestServer({ deps, dataDir });
  const told = (vault: string) =>
    until('what was lost', async () => {
      const { environment } = await view(server);
      return (environment.state === 'parked' && environment.interrupted?.vault === vault) || undefined;
    });
  await told('empty');
  const later = new Date();
  world.interrupt(later);
  await told(later.toISOString());
});

test('what a restart would cost is written down now and then, and when the server stops', async () => {
  const world = new FakeWorld();
  const kept: string[] = [];
  const keep = (environment: string) => Promise.resolve(void kept.push(environment));
  const provider = Object.assign(new FakeProvider({ world, delaysMs }), { keep });
  const { clock, deps } = setting(world, provider);
  {
    await using server = await startTestServer({ deps });
    await readyAttempt(server);
    await until('the first time', () => kept.length === 1 || undefined);
    clock.laterMs = 11 * 60_000;
    await until('the second time', () => kept.length === 2 || undefined);
  }
  expect(kept).toHaveLength(3);
});

test('an ended attempt takes what was put aside with it', async () => {
  const { deps, world } = setting();
  await using server = await startTestServer({ deps });
  const id = await readyAttempt(server);
  await server.call('POST', `/api/attempts/${id}/park`);
  expect((await server.call('DELETE', `/api/attempts/${id}`)).status).toBe(204);
  await until('it to go', () => world.list().length === 0 || undefined);
});
