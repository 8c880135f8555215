import { expect, test } from 'vitest';
import type { EnvironmentProvider } from '#containers/contract/environment.ts';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { failingProvider } from '#containers/providers/fake/provider-doubles.ts';
import { silentLog, systemClock, type Clock } from '#containers/providers/surroundings.ts';
import { drive } from '#tests/conformance/drive.ts';
import { planReaping, Reaper } from './reaper.ts';

const signal = new AbortController().signal;
const delaysMs = { network: 0, node: 0, 'control-plane': 0, vault: 0, workspace: 0, ready: 0 };

/** A clock that stands where the test puts it. */
function handClock(): Clock & { minutes: number } {
  return {
    minutes: 0,
    now() {
      return new Date(Date.UTC(2026, 0, 1) + this.minutes * 60_000);
    },
    wait: (milliseconds, signal) => systemClock.wait(milliseconds, signal),
  };
}

function world() {
  const clock = handClock();
  const provider = new FakeProvider({ clock, delaysMs });
  const make = async (attempt: string, leaseMinutes: number) => {
    const limits = { nodeMemoryMiB: 1, workspaceMemoryMiB: 1, vaultMemoryMiB: 1, workspacePids: 1 };
    const spec = {
      lab: 'x',
      startState: 'bare',
      namespaces: [],
      leaseMs: leaseMinutes * 60_000,
      limits,
    } as const;
    return (await drive(provider.create(provider.plan(spec, { learner: 'l', attempt }), signal))).id;
  };
  return { clock, provider, make };
}

const reaper = (provider: EnvironmentProvider, clock: Clock, claimed?: () => Promise<ReadonlySet<string>>) =>
  new Reaper({
    provider,
    clock,
    log: silentLog,
    intervalMs: 5,
    ...(claimed === undefined ? {} : { claimed }),
  });

test('a lease that has ended ends its environment, and no other', async () => {
  const { clock, provider, make } = world();
  const short = await make('short', 10);
  const long = await make('long', 60);
  clock.minutes = 11;
  expect(await reaper(provider, clock).sweep(signal)).toEqual([{ id: short, reason: 'expired' }]);
  expect((await provider.list()).map(({ id }) => id)).toEqual([long]);
});

test('what the server knows nothing about is orphaned, after a moment of grace', async () => {
  const { clock, provider, make } = world();
  const known = await make('known', 60);
  const unknown = await make('unknown', 60);
  const sweeper = reaper(provider, clock, () => Promise.resolve(new Set([known])));
  expect(await sweeper.sweep(signal)).toEqual([]);
  clock.minutes = 2;
  expect(await sweeper.sweep(signal)).toEqual([{ id: unknown, reason: 'orphaned' }]);
});

test('a broken one is given a minute to come back', async () => {
  const { clock, provider, make } = world();
  const id = await make('broken', 60);
  let state: 'broken' | 'ready' = 'broken';
  const list = async () => (await provider.list()).map((environment) => ({ ...environment, state }));
  const double: EnvironmentProvider = { ...failingProvider(new Error(), [], provider), list };
  const sweeper = reaper(double, clock);
  expect(await sweeper.sweep(signal)).toEqual([]);
  clock.minutes = 0.9;
  expect(await sweeper.sweep(signal)).toEqual([]);
  state = 'ready';
  await sweeper.sweep(signal);
  state = 'broken';
  clock.minutes = 1.5;
  expect(await sweeper.sweep(signal)).toEqual([]);
  clock.minutes = 2.6;
  expect(await sweeper.sweep(signal)).toEqual([{ id, reason: 'broken' }]);
});

test('what its dead creator has left goes at once', async () => {
  const { clock, provider, make } = world();
  const id = await make('half-made', 60);
  const list = async () =>
    (await provider.list()).map((environment) => ({ ...environment, state: 'abandoned' as const }));
  const double: EnvironmentProvider = { ...failingProvider(new Error(), [], provider), list };
  expect(await reaper(double, clock).sweep(signal)).toEqual([{ id, reason: 'abandoned' }]);
});

test('one that is being made is left alone', async () => {
  const { provider, make, clock } = world();
  await make('x', 1);
  const creating = (await provider.list()).map((environment) => ({
    ...environment,
    state: 'creating' as const,
  }));
  clock.minutes = 99;
  expect(planReaping(creating, { now: clock.now(), claimed: new Set(), brokenSince: new Map() })).toEqual([]);
});

test('one that cannot be ended does not keep the others alive', async () => {
  const { clock, provider, make } = world();
  await make('stuck', 1);
  const next = await make('next', 1);
  clock.minutes = 5;
  const stuck = (await provider.list())[0]?.id;
  const destroy = (id: string) => (id === stuck ? Promise.reject(new Error('stuck')) : provider.destroy(id));
  const double: EnvironmentProvider = { ...failingProvider(new Error(), [], provider), destroy };
  expect(await reaper(double, clock).sweep(signal)).toEqual([{ id: next, reason: 'expired' }]);
});

test('sweeps do not overlap', () => {
  const { clock, provider } = world();
  const sweeper = reaper(provider, clock);
  expect(sweeper.sweep(signal)).toBe(sweeper.sweep(signal));
});

test('it goes on after a failure, and stops when told', async () => {
  const { clock, provider, make } = world();
  await make('x', 1);
  clock.minutes = 5;
  let calls = 0;
  const list = () => (calls++ === 0 ? Promise.reject(new Error('engine restarts')) : provider.list());
  const stop = new AbortController();
  const running = reaper({ ...failingProvider(new Error(), [], provider), list }, clock).run(stop.signal);
  await expect.poll(() => provider.list()).toEqual([]);
  stop.abort();
  await running;
});

test('a lease that has ended waits for the check that runs, and for nothing longer', async () => {
  const { clock, provider, make } = world();
  const id = await make('checked', 10);
  const held = new Set([id]);
  const sweeping = new Reaper({
    provider,
    clock,
    log: silentLog,
    intervalMs: 5,
    claimed: () => Promise.resolve(held),
    held: () => held,
  });
  clock.minutes = 11;
  expect(await sweeping.sweep(signal)).toEqual([]);
  expect(await provider.list()).toHaveLength(1);
  held.clear();
  expect(await sweeping.sweep(signal)).toEqual([{ id, reason: 'expired' }]);
});
