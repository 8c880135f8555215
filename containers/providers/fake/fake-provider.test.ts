import { expect, test } from 'vitest';
import { Fault } from '#containers/contract/fault.ts';
import { drive, faultCode } from '#tests/conformance/drive.ts';
import { testProvider } from '#tests/conformance/provider.ts';
import { FakeProvider } from './fake-provider.ts';
import { FakeWorld } from './fake-world.ts';
import { failingProvider, neverProvider, slowProvider } from './provider-doubles.ts';

const spec = {
  lab: 'static-sync',
  startState: 'bare',
  namespaces: ['lab1'],
  leaseMs: 3_600_000,
  limits: { nodeMemoryMiB: 1, workspaceMemoryMiB: 1, vaultMemoryMiB: 1, workspacePids: 1 },
} as const;
const owner = { learner: 'somebody', attempt: 'one' };
const quick = { network: 20, node: 20, 'control-plane': 20, vault: 20, workspace: 20, ready: 20 };
const world = new FakeWorld();

testProvider('fake', {
  open: () => Promise.resolve(new FakeProvider({ world, delaysMs: quick })),
  leftovers: () => Promise.resolve(world.list().map(({ plan }) => plan.id)),
  spec,
  createMs: 5_000,
  prompt: '$ ',
});

test('there is nothing behind a fake that could be checked', async () => {
  const provider = new FakeProvider({ delaysMs: quick });
  const environment = await drive(provider.create(provider.plan(spec, owner), new AbortController().signal));
  const access = environment.access(new AbortController().signal);
  await expect(access).rejects.toThrow(expect.objectContaining(faultCode('ENVIRONMENT_MISSING')));
});

test('a slow provider takes its time at every step and says so beforehand', async () => {
  const provider = slowProvider(30);
  const creation = provider.create(provider.plan(spec, owner), new AbortController().signal);
  const first = await creation.next();
  expect(first.done === false && first.value.etaMs).toBe(180);
  const begun = performance.now();
  await drive(creation);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(170);
});

test('one that never ends is ended by an abort', async () => {
  const provider = neverProvider('vault', { delaysMs: quick });
  const reason = new Error('enough');
  const creation = drive(
    provider.create(provider.plan(spec, owner), AbortSignal.any([abortedIn(150, reason)])),
  );
  await expect(creation).rejects.toBe(reason);
  expect(await provider.list(new AbortController().signal)).toEqual([]);
});

test('a failing one fails where it is told to, and works elsewhere', async () => {
  const fault = new Fault({ code: 'ENGINE_UNREACHABLE', message: 'The engine is away.', hint: 'Start it.' });
  const provider = failingProvider(fault, ['create', 'destroy']);
  const signal = new AbortController().signal;
  await expect(drive(provider.create(provider.plan(spec, owner), signal))).rejects.toBe(fault);
  await expect(provider.destroy('x', signal)).rejects.toBe(fault);
  expect(await provider.list(signal)).toEqual([]);
});

function abortedIn(milliseconds: number, reason: Error): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), milliseconds);
  return controller.signal;
}
