import { expect, test } from 'vitest';
import type { EnvironmentProvider, EnvironmentSpec } from '#containers/contract/environment.ts';
import { Fault } from '#containers/contract/fault.ts';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import { failingProvider } from '#containers/providers/fake/provider-doubles.ts';
import { silentLog, systemClock } from '#containers/providers/surroundings.ts';
import { WarmPool, type PoolWish, type WarmPoolOptions } from './pool.ts';

const delaysMs = { network: 0, node: 0, 'control-plane': 0, vault: 0, workspace: 0, ready: 0 };
const spec = (lab: string, namespaces: readonly string[] = [lab]): EnvironmentSpec => ({
  lab,
  startState: 'bare',
  namespaces,
  leaseMs: 600_000,
  limits: { nodeMemoryMiB: 1, workspaceMemoryMiB: 1, vaultMemoryMiB: 1, workspacePids: 1 },
});
const owner = (attempt: string) => ({ learner: 'l', attempt });
const signal = new AbortController().signal;

/** Runs a pool for as long as the test's scope lasts. */
function running(
  provider: EnvironmentProvider,
  { size = 1, ...options }: Partial<WarmPoolOptions> & { readonly size?: number } = {},
) {
  const stop = new AbortController();
  const pool = new WarmPool({
    provider,
    clock: systemClock,
    log: silentLog,
    wish: () => Promise.resolve({ size }),
    first: spec('one'),
    admit: () => Promise.resolve(),
    isBusy: () => false,
    lookEveryMs: 5,
    ...options,
  });
  const run = pool.run(stop.signal);
  return {
    pool,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await run;
    },
  };
}

const full = (pool: WarmPool, size: number) => expect.poll(() => pool.ids().size).toBe(size);

test('keeps as many ready as it is told to, hands one out at once and makes another', async () => {
  const provider = new FakeProvider({ delaysMs });
  await using made = running(provider, { size: 2 });
  await expect
    .poll(async () => (await provider.list()).filter(({ state }) => state === 'ready'))
    .toHaveLength(2);
  const taken = await made.pool.take(spec('one'), owner('a'), signal);
  expect(taken).toMatchObject({ owner: owner('a'), lab: 'one', state: 'ready' });
  expect(taken?.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 600_000);
  expect(await provider.find(owner('a'))).toMatchObject({ id: taken?.id });
  await expect
    .poll(async () => (await provider.list()).filter(({ state }) => state === 'ready'))
    .toHaveLength(3);
});

test('what waits goes with the pool where nothing is to be left, and stays otherwise', async () => {
  for (const leavesNothing of [true, false]) {
    const provider = new FakeProvider({ delaysMs });
    let pool: WarmPool;
    {
      await using made = running(provider, { size: 2, leavesNothing });
      await full(made.pool, 2);
      await expect.poll(() => made.pool.counts().ready).toBe(2);
      await made.pool.take(spec('one'), owner('a'), signal);
      await expect.poll(() => made.pool.counts().ready).toBe(2);
      pool = made.pool;
    }
    await pool.leave();
    expect(await provider.list()).toHaveLength(leavesNothing ? 1 : 3);
  }
});

test('two learners never get the same one, and what was taken stays claimed', async () => {
  const provider = new FakeProvider({ delaysMs });
  await using made = running(provider);
  await full(made.pool, 1);
  await expect.poll(async () => (await provider.list()).some(({ state }) => state === 'ready')).toBe(true);
  const both = await Promise.all([
    made.pool.take(spec('one'), owner('a'), signal),
    made.pool.take(spec('one'), owner('b'), signal),
  ]);
  expect(both.filter((each) => each !== undefined)).toHaveLength(1);
  expect(made.pool.ids()).toContain(both.find((each) => each !== undefined)?.id);
});

test('a lab of the same shape shares it; another shape has to wait, and the pool follows', async () => {
  const provider = new FakeProvider({ delaysMs });
  await using made = running(provider, { first: spec('one', ['team']) });
  await expect.poll(async () => (await provider.list()).some(({ state }) => state === 'ready')).toBe(true);
  expect(await made.pool.take(spec('two', ['other']), owner('a'), signal)).toBeUndefined();
  let taken: unknown;
  await expect
    .poll(async () => (taken ??= await made.pool.take(spec('three', ['other']), owner('b'), signal)))
    .toMatchObject({ lab: 'three', owner: owner('b') });
});

test('one without the webhook of External Secrets is not handed to a lab that speaks of it', async () => {
  const provider = new FakeProvider({ delaysMs });
  const lean = { ...spec('lean'), startState: 'eso', externalSecrets: 'controller' } as const;
  await using made = running(provider, { first: lean });
  await full(made.pool, 1);
  const whole = { ...spec('whole'), startState: 'eso' } as const;
  expect(await made.pool.take(whole, owner('a'), signal)).toBeUndefined();
});

test('what waits in the pool is found again by a server that has just started', async () => {
  const world = new FakeWorld();
  let id: string | undefined;
  {
    await using first = running(new FakeProvider({ delaysMs, world }));
    await expect.poll(() => world.list().filter(({ state }) => state === 'ready')).toHaveLength(1);
    [id] = first.pool.ids();
  }
  await using second = running(new FakeProvider({ delaysMs, world }));
  await full(second.pool, 1);
  expect([...second.pool.ids()]).toEqual([id]);
  expect(world.list()).toHaveLength(1);
});

test('makes nothing while learners wait for theirs, nor without room', async () => {
  const provider = new FakeProvider({ delaysMs });
  let asked = 0;
  let busy = true;
  await using made = running(provider, {
    isBusy: () => ((asked += 1), busy),
    admit: () =>
      asked < 8
        ? Promise.reject(new Fault({ code: 'QUOTA', message: 'full', hint: 'wait' }))
        : Promise.resolve(),
  });
  await expect.poll(() => asked).toBeGreaterThan(3);
  expect(await provider.list()).toEqual([]);
  busy = false;
  await full(made.pool, 1);
  expect(asked).toBeGreaterThanOrEqual(8);
});

test('one that cannot be handed out is no answer, and no error: a new one is made', async () => {
  const inner = new FakeProvider({ delaysMs });
  await using made = running(failingProvider(new Error('gone'), ['claim'], inner));
  await expect.poll(async () => (await inner.list()).some(({ state }) => state === 'ready')).toBe(true);
  expect(await made.pool.take(spec('one'), owner('a'), signal)).toBeUndefined();
});

test('one that dies while it waits is replaced before anybody asks for it', async () => {
  const provider = new FakeProvider({ delaysMs });
  await using made = running(provider);
  const ready = async (): Promise<readonly string[]> =>
    (await provider.list()).filter(({ state }) => state === 'ready').map(({ id }) => id);
  await expect.poll(ready).toHaveLength(1);
  const [dead = ''] = await ready();
  await provider.destroy(dead);
  await expect.poll(ready).toHaveLength(1);
  expect(await ready()).not.toContain(dead);
  await expect.poll(() => made.pool.ids().has(dead)).toBe(false);
  expect(await made.pool.take(spec('one'), owner('a'), signal)).toMatchObject({ owner: owner('a') });
});

test('is filled for a class, and emptied after it', async () => {
  const provider = new FakeProvider({ delaysMs });
  let wish: PoolWish = { size: 0 };
  await using made = running(provider, { wish: () => Promise.resolve(wish) });
  const ready = async () => (await provider.list()).filter(({ state }) => state === 'ready').length;
  wish = { size: 5, spec: spec('class') };
  await expect.poll(ready).toBe(5);
  expect(await made.pool.take(spec('class'), owner('a'), signal)).toMatchObject({ lab: 'class' });
  wish = { size: 0 };
  // The learner's stays.
  await expect.poll(ready).toBe(1);
  await full(made.pool, 1);
});

test('for want of memory it makes what fits, and no learner’s is touched', async () => {
  const provider = new FakeProvider({ delaysMs });
  await using made = running(provider, {
    size: 5,
    admit: async () => {
      if ((await provider.list()).length >= 3)
        throw new Fault({ code: 'QUOTA', message: 'full', hint: 'wait' });
    },
  });
  await full(made.pool, 3);
  expect(await provider.list()).toHaveLength(3);
});

test('one that reaches out is never handed to whoever may not', async () => {
  const provider = new FakeProvider({ delaysMs });
  await using made = running(provider);
  await expect.poll(async () => (await provider.list()).some(({ state }) => state === 'ready')).toBe(true);
  const confined: EnvironmentSpec = { ...spec('one'), egress: 'denied' };
  expect(await made.pool.take(confined, owner('a'), signal)).toBeUndefined();
  let taken: unknown;
  await expect
    .poll(async () => (taken ??= await made.pool.take(confined, owner('b'), signal)))
    .toMatchObject({ owner: owner('b') });
  expect(await made.pool.take(spec('one'), owner('c'), signal)).toBeUndefined();
});

test('what waits sleeps, is woken for its learner, and wakes nobody else', async () => {
  const provider = new FakeProvider({ delaysMs });
  await using made = running(provider, { size: 2, settleMs: 0 });
  const states = async () => (await provider.list()).map(({ state }) => state).toSorted();
  await expect.poll(states).toEqual(['parked', 'parked']);
  expect(made.pool.counts().ready).toBe(2);
  const taken = await made.pool.take(spec('one'), owner('a'), signal);
  expect(taken).toMatchObject({ owner: owner('a'), state: 'ready' });
  expect(taken?.parked).toBeUndefined();
  await expect.poll(states).toEqual(['parked', 'parked', 'ready']);
});

test('one that has just been made is left to come up wholly before it sleeps', async () => {
  const provider = new FakeProvider({ delaysMs });
  let looked = 0;
  const wish = () => ((looked += 1), Promise.resolve({ size: 1 }));
  await using made = running(provider, { wish, settleMs: 3_600_000 });
  await full(made.pool, 1);
  await expect.poll(() => looked).toBeGreaterThan(5);
  expect((await provider.list()).map(({ state }) => state)).toEqual(['ready']);
});

test('one that does not wake is removed, and not offered to the next', async () => {
  const inner = new FakeProvider({ delaysMs });
  await using made = running(failingProvider(new Error('gone'), ['unpark'], inner), { settleMs: 0 });
  await expect.poll(async () => (await inner.list()).map(({ state }) => state)).toEqual(['parked']);
  const [spoiled] = made.pool.ids();
  expect(await made.pool.take(spec('one'), owner('a'), signal)).toBeUndefined();
  await expect.poll(async () => (await inner.list()).map(({ id }) => id)).not.toContain(spoiled);
});

test('one goes when a learner waits for its memory', async () => {
  const provider = new FakeProvider({ delaysMs });
  let busy = false;
  await using made = running(provider, { size: 2, isBusy: () => busy });
  await expect
    .poll(async () => (await provider.list()).filter(({ state }) => state === 'ready'))
    .toHaveLength(2);
  busy = true;
  made.pool.giveUpOne();
  await expect.poll(async () => (await provider.list()).length).toBe(1);
  made.pool.giveUpOne();
  made.pool.giveUpOne();
  await expect.poll(async () => (await provider.list()).length).toBe(0);
});
