import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { afterEach, expect, test, vi } from 'vitest';
import { label } from '#containers/labels.ts';
import { Reaper } from '#containers/sessions/reaper.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { silentLog, systemClock } from '#containers/providers/surroundings.ts';
import { drive } from '#tests/conformance/drive.ts';
import { asLearner, liveSpec, openLiveKind } from '#tests/conformance/live-kind.ts';
import { openTerminal } from '#tests/conformance/terminal.ts';

const suite = 'recovery';
const live = await openLiveKind(suite);
const noAbort = new AbortController().signal;

afterEach(async () => {
  const provider = await live.open();
  for (const { id } of await provider.list(noAbort)) await provider.destroy(id, noAbort);
}, 120_000);

/** Starts a server that makes an environment, and kills it with SIGKILL when it says a certain thing. */
async function killServerAt(attempt: string, wanted: string): Promise<void> {
  const script = fileURLToPath(import.meta.resolve('#tests/conformance/creating-process.ts'));
  const server = spawn(process.execPath, [script, suite, attempt], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(server, 'exit');
  for await (const line of createInterface({ input: server.stdout })) {
    if (line.includes(`"${wanted}"`)) break;
  }
  server.kill('SIGKILL');
  await exited;
}

/** A reaper for which a minute has passed already. */
function impatientReaper(provider: Awaited<ReturnType<typeof live.open>>): Reaper {
  let minutes = 0;
  const clock = { ...systemClock, now: () => new Date(Date.now() + (minutes += 2) * 60_000) };
  return new Reaper({ provider, clock, log: silentLog, intervalMs: 1000 });
}

test.each(['node', 'control-plane', 'services'])(
  'a server killed while making the %s leaves what the next one finds and reaps',
  async (step) => {
    await killServerAt(`killed-at-${step}`, step);
    const provider = await live.open();
    const found = await provider.find({ learner: 'crash', attempt: `killed-at-${step}` }, noAbort);
    expect(found).toMatchObject({ state: 'abandoned', lab: 'static-sync' });
    const reaper = impatientReaper(provider);
    // kind itself outlives its parent and may add a container after the first look.
    await expect
      .poll(
        async () => {
          await reaper.sweep(noAbort);
          return live.leftovers();
        },
        { timeout: 60_000, interval: 2_000 },
      )
      .toEqual([]);
  },
);

test('after such a crash the same attempt can begin again at once', async () => {
  await killServerAt('again', 'control-plane');
  const provider = await live.open();
  const plan = provider.plan(liveSpec, { learner: 'crash', attempt: 'again' });
  expect((await drive(provider.create(plan, noAbort))).state).toBe('ready');
});

test('nor is it in the way of the next one what the engine does for a dead server after we have looked', async () => {
  const provider = await live.open();
  const plan = provider.plan(liveSpec, { learner: 'crash', attempt: 'late' });
  const network = vi.spyOn(Docker.prototype, 'createNetwork');
  network.mockImplementationOnce(async function (this: Docker, options: Docker.NetworkCreateOptions) {
    const Labels = { ...options.Labels, [label.instance]: 'boot-1-1-gone' };
    await this.createNetwork({ ...options, Labels });
    return this.createNetwork(options);
  });
  try {
    expect((await drive(provider.create(plan, noAbort))).state).toBe('ready');
    expect(network).toHaveBeenCalledTimes(4);
  } finally {
    network.mockRestore();
  }
});

test('shells outlive a killed server, and its dead lines do not pile up', async () => {
  await killServerAt('attached', 'attached');
  const environment = await (await live.open()).find({ learner: 'crash', attempt: 'attached' }, noAbort);
  if (environment === undefined) throw new Error('the environment was not found again');
  expect(environment.state).toBe('ready');
  const clients = async () =>
    (await asLearner(environment, 'tmux -L lab list-clients | wc -l; tmux -L lab list-sessions | wc -l'))
      .stdout;
  expect(await clients()).toBe('1\n1\n');
  const terminal = await openTerminal(environment, 'main', '❯');
  expect(await clients()).toBe('1\n1\n');
  await terminal.shell.detach();
  expect(await clients()).toBe('0\n1\n');
});

test('an environment whose parts stop is interrupted, one whose parts vanish is broken', async () => {
  const provider = await live.open();
  const owner = { learner: 'crash', attempt: 'parts' };
  const { id } = await drive(provider.create(provider.plan(liveSpec, owner), noAbort));
  const state = async () => (await provider.find(owner, noAbort))?.state;
  await live.docker.getContainer(nameOf(id, 'vault')).stop({ t: 0 });
  expect(await state()).toBe('interrupted');
  await live.docker.getContainer(nameOf(id, 'vault')).start();
  expect(await state()).toBe('ready');
  await live.docker.getContainer(nameOf(id, 'control-plane')).remove({ force: true, v: true });
  expect(await state()).toBe('broken');
});

test('a workspace that is killed comes back with the learner’s files', async () => {
  const provider = await live.open();
  const owner = { learner: 'crash', attempt: 'workspace' };
  const environment = await drive(provider.create(provider.plan(liveSpec, owner), noAbort));
  await asLearner(environment, 'echo mine >~/notes');
  const look = async () =>
    (await live.docker.getContainer(nameOf(environment.id, 'workspace')).inspect()).State;
  const before = await look();
  process.kill(before.Pid, 'SIGKILL');
  await expect.poll(async () => (await look()).StartedAt, { timeout: 20_000 }).not.toBe(before.StartedAt);
  expect((await provider.find(owner, noAbort))?.state).toBe('ready');
  expect((await asLearner(environment, 'cat ~/notes; kubectl get ns lab1 -o name')).stdout).toBe(
    'mine\nnamespace/lab1\n',
  );
});
