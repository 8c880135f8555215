import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import { labView, type AttemptView } from '#site/protocol/api.ts';
import { fakeDeps } from '#site/server/dev/fake-deps.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { makeLogger } from '#site/server/logger.ts';
import { startReplica, type Replica } from '#site/server/replicas/start-replica.ts';
import { databaseKinds, type EmptyDatabase } from '#tests/support/databases.ts';
import { freePort } from '#tests/support/free-port.ts';
import { quick } from './counting-shell.ts';
import { sampleQuiz, type Reachable } from './start-test-server.ts';
import { readyAttempt, TerminalClient } from './terminal-client.ts';
import { until } from './until.ts';

const kinds = databaseKinds().filter(({ name }) => name === 'PostgreSQL');

test('a replica without a common database is refused', async () => {
  const options = { port: 0, dataDir: '/nowhere', distDir: '/nowhere', replicaAddress: 'http://127.0.0.1:1' };
  const deps = fakeDeps({ catalog: sampleCatalog, quizzes: [sampleQuiz], bundleMs: 0 });
  await expect(startReplica(options, deps)).rejects.toThrow(/one PostgreSQL/);
});

test('a replica says for itself that it goes on, also while no database answers', async () => {
  const [livenessPort, nobody] = [await freePort(), await freePort()];
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-replicas-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const options = {
    port: 0,
    dataDir,
    distDir: dataDir,
    databaseUrl: `postgres://127.0.0.1:${String(nobody)}/kindlab`,
    replicaAddress: 'http://127.0.0.1:1',
    livenessPort,
  };
  const deps = fakeDeps({ catalog: sampleCatalog, quizzes: [sampleQuiz], bundleMs: 0 });
  const replica = await startReplica(options, deps);
  const ask = () => fetch(`http://127.0.0.1:${String(livenessPort)}/healthz`);
  const answer = await ask();
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ status: 'ok' });
  await replica.close();
  await expect(ask()).rejects.toThrow(/fetch failed/);
});

describe.each(kinds)('two replicas on one $name', ({ openEmpty }) => {
  let dataDir: string;
  let database: EmptyDatabase;
  const world = new FakeWorld();
  const log: string[] = [];
  const ports: number[] = [];
  const replicas: Replica[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-replicas-'));
    database = await openEmpty();
    ports.push(await freePort(), await freePort());
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await database[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  const urlOf = (index: number): string => `http://127.0.0.1:${String(ports[index])}`;
  const at = (index: number): Reachable => ({
    url: urlOf(index),
    call: (method, to, body) =>
      fetch(urlOf(index) + to, {
        method,
        headers: {
          origin: urlOf(index),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  });
  const start = async (index: number): Promise<Replica> => {
    const deps = {
      ...fakeDeps({ catalog: sampleCatalog, quizzes: [sampleQuiz], bundleMs: 0 }),
      makeProvider: () => new FakeProvider({ world, delaysMs: quick }),
      log: makeLogger('debug', { write: (line) => void log.push(line) }),
    };
    const options = {
      port: ports[index] ?? 0,
      dataDir,
      distDir: path.join(dataDir, 'dist'),
      provider: 'fake' as const,
      databaseUrl: database.url ?? '',
      replicaAddress: urlOf(index),
      allowedOrigins: [urlOf(0), urlOf(1)],
    };
    const replica = await startReplica(options, deps);
    replicas.push(replica);
    return replica;
  };
  const attemptAt = async (index: number): Promise<AttemptView | null> =>
    labView.parse(await (await at(index).call('GET', '/api/labs/static-sync')).json()).attempt;
  const answers = async (index: number): Promise<true | undefined> => {
    const answer = await at(index)
      .call('GET', '/api/labs/static-sync')
      .catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.status === 200 ? true : undefined;
  };

  test('the second stands by and hands everything on; when the first goes, it takes over', async () => {
    const first = await start(0);
    await first.leading;
    await start(1);
    await until('the second hands calls on', () => answers(1));

    const id = await readyAttempt(at(1));
    expect((await attemptAt(0))?.id).toBe(id);
    const client = new TerminalClient(at(1), id);
    await client.connect();
    client.type('echo kept\r');
    await until('the answer', () => (client.text.includes('\nkept') ? true : undefined));

    await first.close();
    await until('the second answers by itself', () => answers(1));
    const after = await until('a ready environment', async () => {
      const attempt = await attemptAt(1);
      return attempt?.environment.state === 'ready' ? attempt : undefined;
    });
    expect(after.id).toBe(id);
    expect(world.list()).toHaveLength(1);
    const again = new TerminalClient(at(1), id);
    await again.connect();
    again.type('echo goes-on\r');
    await until('the shell goes on', () => (again.text.includes('\ngoes-on') ? true : undefined));
    again.drop();
  });

  test('one whose database session is ended loses the lead, and the other takes it', async () => {
    const third = await start(0);
    await until('it hands calls on', () => answers(0));
    const leader = replicas[1];
    const operator = new Client({ connectionString: database.url });
    await operator.connect();
    await operator.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted`,
    );
    await operator.end();
    await leader?.lost;
    // What its process would do by ending: the folder is free again.
    await leader?.close();
    await third.leading;
    expect(await until('it answers by itself', () => answers(0))).toBe(true);
  });
});
