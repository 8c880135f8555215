import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  Environment,
  EnvironmentProvider,
  ExecRequest,
  ExecResult,
} from '#containers/contract/environment.ts';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import type { Catalog, Lab } from '#labs/lab.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { attemptView, labView, type AttemptView } from '#site/protocol/api.ts';
import { quick } from './counting-shell.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { until } from './until.ts';

let dataDir: string;
let catalog: Catalog;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-prepare-'));
  const file = path.join(dataDir, 'start.sh');
  await writeFile(file, 'echo the start');
  const [sample] = sampleCatalog.labs;
  if (sample === undefined) throw new Error('no sample lab');
  const values = { word: 'shown-word', hidden_word: 'hidden-word' };
  const lab: Lab = { ...sample, start: { file, expectedMs: 7000 }, newValues: () => values };
  catalog = { labs: [lab], getLab: () => lab };
});
afterAll(() => rm(dataDir, { recursive: true }));

type Exec = (request: ExecRequest, signal: AbortSignal) => Promise<ExecResult>;

/** A fake provider in whose workspaces `bash` does what the test says. */
function providerWith(world: FakeWorld, exec: Exec): EnvironmentProvider {
  const fake = new FakeProvider({ world, delaysMs: quick });
  const withExec = (environment: Environment): Environment => ({ ...environment, exec });
  const create = fake.create.bind(fake);
  const find = fake.find.bind(fake);
  return Object.assign(fake, {
    create: async function* (...args: Parameters<typeof create>) {
      return withExec(yield* create(...args));
    },
    find: async (...args: Parameters<typeof find>) => {
      const found = await find(...args);
      return found && withExec(found);
    },
  });
}

function start(world: FakeWorld, exec: Exec): Promise<TestServer> {
  return startTestServer({ dataDir, deps: { catalog, makeProvider: () => providerWith(world, exec) } });
}

function reached(
  server: TestServer,
  is: (environment: AttemptView['environment']) => boolean,
): Promise<AttemptView> {
  return until('the environment', async () => {
    const { attempt } = labView.parse(await (await server.call('GET', '/api/labs/static-sync')).json());
    return attempt !== null && is(attempt.environment) ? attempt : undefined;
  });
}

async function open(server: TestServer): Promise<string> {
  return attemptView.parse(await (await server.call('POST', '/api/labs/static-sync/attempt')).json()).id;
}

function lastStep(
  environment: AttemptView['environment'],
): { readonly title: string; readonly state: string } | undefined {
  return environment.state === 'creating' ? environment.steps.at(-1) : undefined;
}

const done: ExecResult = { exitCode: 0, stdout: '', stderr: '' };

test('the lab is prepared, visibly, before the environment counts as ready; hidden values stay away from the page', async () => {
  const gate = Promise.withResolvers<ExecResult>();
  const asked: ExecRequest[] = [];
  await using server = await start(new FakeWorld(), (request) => {
    asked.push(request);
    return gate.promise;
  });
  const id = await open(server);
  const during = await reached(server, (environment) => lastStep(environment)?.state === 'running');
  expect(lastStep(during.environment)?.title).toBe('Prepare the lab');
  expect(during.environment).toMatchObject({ etaMs: 7000 });
  gate.resolve(done);
  const ready = await reached(server, ({ state }) => state === 'ready');
  expect(ready.values).toEqual({ word: 'shown-word' });
  expect(asked).toEqual([
    expect.objectContaining({
      stdin: 'echo the start',
      env: { KL_WORD: 'shown-word', KL_HIDDEN_WORD: 'hidden-word' },
    }),
  ]);
  await server.call('DELETE', `/api/attempts/${id}`);
});

test('a start that fails is told without values, and leaves no environment behind', async () => {
  const world = new FakeWorld();
  const failing = { exitCode: 4, stdout: '', stderr: 'one\ntwo\nno such thing: hidden-word' };
  await using server = await start(world, () => Promise.resolve(failing));
  const id = await open(server);
  const failed = await reached(server, ({ state }) => state === 'failed');
  expect(failed.environment).toMatchObject({
    error: {
      code: 'ENVIRONMENT_CREATE',
      message: expect.stringContaining('no such thing: (hidden)') as string,
    },
  });
  expect(world.list()).toEqual([]);
  await server.call('DELETE', `/api/attempts/${id}`);
});

test('a lab that the last server was preparing is prepared by the next one', async () => {
  const world = new FakeWorld();
  // Goes on until it is stopped. A killed server tidies nothing up: its provider no longer destroys.
  const untilStopped: Exec = async (_, signal) => {
    await once(signal, 'abort');
    throw new Error('stopped');
  };
  const killed = providerWith(world, untilStopped);
  {
    const deps = { catalog, makeProvider: () => Object.assign(killed, { destroy: () => Promise.resolve() }) };
    await using server = await startTestServer({ dataDir, deps });
    await open(server);
    await reached(server, (environment) => lastStep(environment)?.state === 'running');
  }
  expect(world.list()).toHaveLength(1);
  let prepared = 0;
  await using server = await start(world, () => {
    prepared += 1;
    return Promise.resolve(done);
  });
  const { id } = await reached(server, ({ state }) => state === 'ready');
  expect(prepared).toBe(1);
  await server.call('DELETE', `/api/attempts/${id}`);
});
