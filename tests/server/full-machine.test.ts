import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Fault } from '#containers/contract/fault.ts';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import { labView, type AttemptView } from '#site/protocol/api.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { WaitingLine } from '#site/server/attempts/waiting-line.ts';
import type { Attempt } from '#site/server/attempts/attempt.ts';
import type { ServerDeps } from '#site/server/server-deps.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { until } from './until.ts';

const delaysMs = { network: 0, node: 0, 'control-plane': 0, vault: 0, workspace: 0, ready: 0 };
const full = () =>
  new Fault({ code: 'QUOTA', audience: 'learner', message: '300 MiB are missing.', hint: 'Wait.' });
const around = (ms: number): unknown => expect.closeTo(ms, -3);
const [lab] = sampleCatalog.labs.map(({ id }) => id);

async function view(server: TestServer): Promise<AttemptView | null> {
  return labView.parse(await (await server.call('GET', `/api/labs/${String(lab)}`)).json()).attempt;
}

test('a full machine is waited for: the page says what is missing, and the lab begins when there is room', async () => {
  let room = false;
  await using server = await startTestServer({
    deps: {
      makeProvider: () => new FakeProvider({ delaysMs }),
      admit: () => (room ? Promise.resolve() : Promise.reject(full())),
      timing: { room: { pollMs: 20, patienceMs: 60_000 } },
    },
  });
  await server.call('POST', `/api/labs/${String(lab)}/attempt`);
  const stuck = await until('the line', async () => {
    const found = await view(server);
    return found?.environment.state === 'creating' && found.environment.steps.length > 0
      ? found.environment
      : undefined;
  });
  expect(stuck.steps).toMatchObject([{ id: 'place', detail: 'You are next. 300 MiB are missing.' }]);
  expect(stuck.etaMs).toBeUndefined();
  room = true;
  await until('the lab', async () =>
    (await view(server))?.environment.state === 'ready' ? true : undefined,
  );
});

test('whoever ends the lab while it waits is out of the line', async () => {
  await using server = await startTestServer({
    deps: {
      makeProvider: () => new FakeProvider({ delaysMs }),
      admit: () => Promise.reject(full()),
      timing: { room: { pollMs: 20, patienceMs: 60_000 } },
    },
  });
  await server.call('POST', `/api/labs/${String(lab)}/attempt`);
  const { id } = await until('the line', async () => (await view(server)) ?? undefined);
  expect((await server.call('DELETE', `/api/attempts/${id}`)).status).toBe(204);
  expect(await view(server)).toBeNull();
});

test('a machine that stays full is said in the end, with what to do', async () => {
  await using server = await startTestServer({
    deps: {
      makeProvider: () => new FakeProvider({ delaysMs }),
      admit: () => Promise.reject(full()),
      timing: { room: { pollMs: 5, patienceMs: 50 } },
    },
  });
  await server.call('POST', `/api/labs/${String(lab)}/attempt`);
  const failed = await until('the failure', async () => {
    const found = await view(server);
    return found?.environment.state === 'failed' ? found.environment : undefined;
  });
  expect(failed.error).toMatchObject({ code: 'QUOTA', message: '300 MiB are missing.', hint: 'Wait.' });
});

const waitMs = 60 * 60_000;

/** A machine whose room a test gives and takes, on a clock that can be moved. */
function machine(makeProvider: ServerDeps['makeProvider']) {
  const state = { room: 'none' as 'given' | 'none' | 'unanswered', laterMs: 0 };
  const deps: Partial<ServerDeps> = {
    now: () => new Date(Date.now() + state.laterMs),
    makeProvider,
    admit: async (_provider, _spec, signal) => {
      if (state.room === 'none') throw full();
      if (state.room === 'unanswered') await once(signal, 'abort');
    },
    timing: { room: { pollMs: 20, patienceMs: 60_000 } },
  };
  return { state, deps };
}

async function become(server: TestServer, wanted: 'creating' | 'ready'): Promise<AttemptView> {
  return until(wanted, async () => {
    const found = await view(server);
    return found?.environment.state === wanted ? found : undefined;
  });
}

/** How long the next learner is told to wait. */
async function nextIsTold({ state }: ReturnType<typeof machine>, server: TestServer): Promise<number> {
  const { id } = await become(server, 'ready');
  expect((await server.call('DELETE', `/api/attempts/${id}`)).status).toBe(204);
  state.room = 'unanswered';
  await server.call('POST', `/api/labs/${String(lab)}/attempt`);
  const { environment } = await become(server, 'creating');
  return environment.state === 'creating' ? (environment.etaMs ?? 0) : 0;
}

describe('how long a turn takes is learned from making alone', () => {
  test('not from waiting for room on this machine', async () => {
    const given = machine(() => new FakeProvider({ delaysMs }));
    await using server = await startTestServer({ deps: given.deps });
    await server.call('POST', `/api/labs/${String(lab)}/attempt`);
    await become(server, 'creating');
    given.state.laterMs = waitMs;
    given.state.room = 'given';
    const told = await nextIsTold(given, server);
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(waitMs / 10);
  });

  test('not from waiting for room in a cluster, which its provider waits for', async () => {
    class Crowded extends FakeProvider {
      override async *create(
        ...given: Parameters<FakeProvider['create']>
      ): ReturnType<FakeProvider['create']> {
        yield { steps: [], etaMs: 1000, waitedMs: waitMs };
        crowded.state.laterMs = waitMs;
        return yield* super.create(...given);
      }
    }
    const crowded = machine(() => new Crowded({ delaysMs }));
    crowded.state.room = 'given';
    await using server = await startTestServer({ deps: crowded.deps });
    await server.call('POST', `/api/labs/${String(lab)}/attempt`);
    const told = await nextIsTold(crowded, server);
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(waitMs / 10);
  });

  test('not from one that was ready in the pool', async () => {
    const world = new FakeWorld();
    const given = machine(() => new FakeProvider({ world, delaysMs }));
    given.state.room = 'given';
    await using server = await startTestServer({ deps: given.deps, options: { poolSize: 1 } });
    await until('one in the pool', () => world.list().find(({ state }) => state !== 'creating'));
    given.state.room = 'unanswered';
    await server.call('POST', `/api/labs/${String(lab)}/attempt`);
    expect(await nextIsTold(given, server)).toBe(20_000);
  });
});

test('places and times are told anew whenever the line moves, from how long it really takes', () => {
  const told = new Map<string, AttemptView['environment']>();
  const attempt = (id: string) =>
    ({ enter: (phase: never) => void told.set(id, phase) }) as unknown as Attempt;
  const [a, b, c] = [attempt('a'), attempt('b'), attempt('c')];
  const end = new Date(600_000);
  const line = new WaitingLine({ atOnce: 2, now: () => new Date(0), nextEnd: () => end });
  for (let round = 0; round < 30; round += 1) line.learn(10_000);
  line.join(a, true);
  expect(told.get('a')).toMatchObject({ steps: [], etaMs: around(10_000) });
  line.join(b, false);
  line.join(c, false);
  expect(told.get('c')).toMatchObject({
    steps: [{ detail: '2 labs are before yours' }],
    etaMs: around(30_000),
  });
  line.leave(a);
  expect(told.get('b')).toMatchObject({ steps: [{ detail: 'You are next' }] });
  expect(told.get('c')).toMatchObject({ steps: [{ detail: 'One lab is before yours' }] });
  line.stuck(b, full());
  expect(told.get('c')).toMatchObject({
    steps: [
      { detail: "One lab is before yours. 300 MiB are missing. The next lab's time is over in 10 min" },
    ],
  });
  expect(told.get('c')).not.toHaveProperty('etaMs');
  line.leave(b);
  expect(told.get('c')).toMatchObject({ steps: [{ detail: 'You are next' }], etaMs: around(20_000) });
});
