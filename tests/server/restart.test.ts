import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fault } from '#containers/contract/fault.ts';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import { failingProvider, neverProvider } from '#containers/providers/fake/provider-doubles.ts';
import { attemptView, labView, runtimeStatus, type AttemptView } from '#site/protocol/api.ts';
import { quick } from './counting-shell.ts';
import { startTestServer, type TestServer, type TestServerOptions } from './start-test-server.ts';
import { readyAttempt, TerminalClient } from './terminal-client.ts';
import { until } from './until.ts';

let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-restart-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

function start(deps: TestServerOptions['deps']): Promise<TestServer> {
  return startTestServer({ dataDir, ...(deps === undefined ? {} : { deps }) });
}

function inWorld(world: FakeWorld): TestServerOptions['deps'] {
  return { makeProvider: () => new FakeProvider({ world, delaysMs: quick }) };
}

async function current(server: TestServer): Promise<AttemptView | null> {
  return labView.parse(await (await server.call('GET', '/api/labs/static-sync')).json()).attempt;
}

function stateReached(server: TestServer, state: AttemptView['environment']['state']): Promise<AttemptView> {
  return until(state, async () => {
    const attempt = await current(server);
    return attempt?.environment.state === state ? attempt : undefined;
  });
}

async function end(server: TestServer): Promise<void> {
  const attempt = await current(server);
  if (attempt !== null) await server.call('DELETE', `/api/attempts/${attempt.id}`);
}

test('after a restart the same attempt has the same environment, values and shell', async () => {
  const world = new FakeWorld();
  let before: AttemptView | null;
  {
    await using server = await start(inWorld(world));
    const id = await readyAttempt(server);
    const client = new TerminalClient(server, id);
    await client.connect();
    client.type('echo kept\r');
    await until('the answer', () => (client.text.includes('\nkept') ? true : undefined));
    before = await current(server);
  }
  expect(world.list()).toHaveLength(1);
  await using server = await start(inWorld(world));
  const after = await stateReached(server, 'ready');
  expect(after).toEqual(before);
  const client = new TerminalClient(server, after.id);
  await client.connect();
  await until('the screen', () => (client.text.includes('kept') ? true : undefined));
  await end(server);
  await until('clean-up', () => (world.list().length === 0 ? true : undefined));
});

test('an environment that was removed meanwhile is reported as gone, and "start again" gives a new one', async () => {
  const world = new FakeWorld();
  {
    await using server = await start(inWorld(world));
    await readyAttempt(server);
  }
  for (const { plan } of world.list()) world.remove(plan.id);
  await using server = await start(inWorld(world));
  const failed = await stateReached(server, 'failed');
  expect(failed.environment).toMatchObject({ error: { code: 'ENVIRONMENT_MISSING' } });
  const answer = await server.call('POST', '/api/labs/static-sync/attempt');
  expect(answer.status).toBe(201);
  expect(attemptView.parse(await answer.json()).id).not.toBe(failed.id);
  await stateReached(server, 'ready');
  await end(server);
});

test('an environment that vanishes under a running server is noticed; its terminals are told', async () => {
  const world = new FakeWorld();
  await using server = await start({ ...inWorld(world), timing: { inspectMs: 20 } });
  const client = new TerminalClient(server, await readyAttempt(server));
  await client.connect();
  for (const { plan } of world.list()) world.remove(plan.id);
  const failed = await stateReached(server, 'failed');
  expect(failed.environment).toMatchObject({ error: { code: 'ENVIRONMENT_MISSING' } });
  await until('the close', () => client.closed);
  expect((await server.call('POST', `/api/attempts/${failed.id}/terminals/one/ticket`)).status).toBe(410);
  await end(server);
});

test('a creation that the last server did not finish is made anew by the next', async () => {
  const world = new FakeWorld();
  {
    await using server = await start({
      makeProvider: () => neverProvider('vault', { world, delaysMs: quick }),
    });
    await server.call('POST', '/api/labs/static-sync/attempt');
    await stateReached(server, 'creating');
  }
  await using server = await start(inWorld(world));
  await stateReached(server, 'ready');
  expect(world.list()).toHaveLength(1);
  await end(server);
});

test('a started attempt waits for the runtime and goes on by itself', async () => {
  const gate = Promise.withResolvers<never>();
  const { prepareBundle, ...rest } = (await import('#site/server/dev/fake-deps.ts')).fakeDeps({
    catalog: (await import('#site/server/dev/sample-catalog.ts')).sampleCatalog,
    quizzes: [],
    bundleMs: 0,
  });
  let calls = 0;
  await using server = await start({
    ...rest,
    ...inWorld(new FakeWorld()),
    prepareBundle: (request) => {
      calls += 1;
      return calls === 1 ? gate.promise : prepareBundle(request);
    },
  });
  await server.call('POST', '/api/labs/static-sync/attempt');
  expect((await current(server))?.environment.state).toBe('waitingForRuntime');
  gate.reject(new Fault({ code: 'DISK_TOO_SMALL', message: '3 GiB are missing.', hint: 'Free some.' }));
  const failed = await until('the failure', async () => {
    const status = runtimeStatus.parse(await (await server.call('GET', '/api/runtime')).json());
    return status.state === 'failed' ? status : undefined;
  });
  expect(failed.error).toEqual({ code: 'DISK_TOO_SMALL', message: '3 GiB are missing.', hint: 'Free some.' });
  expect((await server.call('POST', '/api/runtime/retry')).status).toBe(202);
  await stateReached(server, 'ready');
  await end(server);
});

test('a creation that fails says why, and can be tried again', async () => {
  const fault = new Fault({
    code: 'MEMORY_TOO_SMALL',
    message: 'Only 1 GiB is free.',
    hint: 'Close something.',
  });
  let fails = true;
  const world = new FakeWorld();
  const good = new FakeProvider({ world, delaysMs: quick });
  const bad = failingProvider(fault, ['create'], good);
  await using server = await start({
    makeProvider: () => ({ ...bad, create: (...args) => (fails ? bad : good).create(...args) }),
  });
  await server.call('POST', '/api/labs/static-sync/attempt');
  const failed = await stateReached(server, 'failed');
  expect(failed.environment).toMatchObject({ error: { code: 'MEMORY_TOO_SMALL', hint: 'Close something.' } });
  fails = false;
  await server.call('POST', '/api/labs/static-sync/attempt');
  await stateReached(server, 'ready');
  await end(server);
});

test('a second server in the same folder is refused, and so is a second on the same port', async () => {
  await using server = await start(inWorld(new FakeWorld()));
  await expect(start(undefined)).rejects.toMatchObject({ code: 'DATA_IN_USE' });
  const taken = startTestServer({ options: { port: server.server.port } });
  await expect(taken).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    hint: expect.stringContaining(`--port ${server.server.port + 1}`) as string,
  });
});
