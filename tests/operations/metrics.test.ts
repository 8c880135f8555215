import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { quick } from '#tests/server/counting-shell.ts';
import { GradingProgram, submission } from '#tests/server/grading-program.ts';
import { startTestServer, type TestServer } from '#tests/server/start-test-server.ts';
import { readyAttempt, TerminalClient } from '#tests/server/terminal-client.ts';
import { until } from '#tests/server/until.ts';

const token = 'a-token-that-nobody-guesses';
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    deps: {
      makeProvider: () => new FakeProvider({ delaysMs: quick }),
      timing: { inspectMs: 50, retryMs: 1 },
    },
    // Nobody listens there.
    options: { metrics: { port: 0, token }, webhookOrigins: ['http://127.0.0.1:9'] },
  });
}, 60_000);
afterAll(() => server[Symbol.asyncDispose]());

function metricsUrl(of: TestServer): string {
  if (of.server.metricsUrl === undefined) throw new Error('no metrics');
  return of.server.metricsUrl;
}

async function scrape(): Promise<string> {
  const answer = await fetch(metricsUrl(server), { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('version=0.0.4');
  return answer.text();
}

/** The value of one series; its labels are matched as a set. */
async function series(
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  const lines = (await scrape())
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const line = lines.find((each) => wanted.every((label) => each.includes(label)));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}

async function seriesAtLeast(
  name: string,
  least: number,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  const ask = async (): Promise<true | undefined> => {
    const value = await series(name, labels);
    return value !== undefined && value >= least ? true : undefined;
  };
  await until(`${name} to be at least ${least}`, ask, 60_000);
}

describe('metrics', () => {
  test('an attempt leaves its traces in every figure', async () => {
    const id = await readyAttempt(server);
    const client = new TerminalClient(server, id);
    await client.connect();
    client.type('echo hello\r');
    await until('an answer', () => (client.text.includes('\nhello') ? true : undefined));
    expect((await server.call('POST', `/api/attempts/${id}/exercises/sync/check`)).status).toBe(200);

    const lab = { lab: 'static-sync' };
    expect(await series('kindlab_attempts_started_total', lab)).toBe(1);
    expect(await series('kindlab_attempts', { ...lab, state: 'ready' })).toBe(1);
    expect(await series('kindlab_attempts', { ...lab, state: 'failed' })).toBe(0);
    expect(await series('kindlab_environment_ready_seconds_count', { source: 'created' })).toBe(1);
    for (const step of ['network', 'node', 'vault', 'workspace'])
      expect(await series('kindlab_environment_step_seconds_count', { step, outcome: 'done' })).toBe(1);
    await seriesAtLeast('kindlab_environments', 1, { state: 'ready' });
    await seriesAtLeast('kindlab_check_run_seconds_count', 1, { ...lab, mode: 'full' });
    await seriesAtLeast('kindlab_check_verdicts_total', 1, { ...lab, exercise: 'sync', mode: 'full' });
    expect(await series('kindlab_terminal_bytes_total', { direction: 'in' })).toBe('echo hello\r'.length);
    await seriesAtLeast('kindlab_terminal_bytes_total', 'hello'.length, { direction: 'out' });
    expect(await series('kindlab_terminal_connections')).toBe(1);
    expect(await series('kindlab_terminal_lines_opened_total')).toBe(1);
    expect(await series('kindlab_runtime_state', { state: 'ready' })).toBe(1);
    expect(await series('kindlab_runtime_state', { state: 'preparing' })).toBe(0);
    expect(await series('kindlab_pool_size')).toBe(0);
    expect(await series('kindlab_environment_queue', { state: 'waiting' })).toBe(0);
    const route = '/api/attempts/:id/exercises/:exercise/check';
    expect(await series('kindlab_http_request_seconds_count', { method: 'POST', route, status: '200' })).toBe(
      1,
    );

    expect((await server.call('DELETE', `/api/attempts/${id}`)).status).toBe(204);
    expect(await series('kindlab_attempts_ended_total', lab)).toBe(1);
    await until('no connection', async () =>
      (await series('kindlab_terminal_connections')) === 0 ? true : undefined,
    );
  });

  test('jobs of graders are counted while they wait and run, when they end, and by how long they took', async () => {
    const program = new GradingProgram(server.url);
    const grade = { kind: 'grade' };
    expect((await program.call('POST', '/webhooks', { url: 'http://127.0.0.1:9/hook' })).status).toBe(201);
    const { id } = await program.grade(await submission('lab pass store'));
    await program.reached(id, 'done');
    expect(
      await series('kindlab_grading_jobs_ended_total', { ...grade, state: 'done', result: 'graded' }),
    ).toBe(1);
    expect(await series('kindlab_grading_job_seconds_count', grade)).toBe(1);
    const open = async (state: string) => (await series('kindlab_grading_jobs', { ...grade, state })) ?? -1;
    const idle = async () => ((await open('running')) + (await open('queued')) === 0 ? true : undefined);
    await until('nothing to be open', idle, 60_000);
    await seriesAtLeast('kindlab_webhook_tries_total', 1, { outcome: 'given_up' });
    expect(await series('kindlab_webhook_tries_total', { outcome: 'again' })).toBe(7);
    expect(await scrape()).not.toContain(id);
  });

  test('paths, methods and attempts that somebody makes up are no series of their own', async () => {
    for (const made of ['one', 'two', 'three']) {
      await server.call('GET', `/api/attempts/${made}/events`);
      await server.call('GET', `/${made}.html`);
    }
    await server.call('PROPFIND', '/api/progress');
    const text = await scrape();
    expect(text).not.toMatch(/"(one|two|three|PROPFIND)/);
    expect(text).toContain('method="other"');
  });

  test('only who shows the token reads them, and no learner can', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong-token-of-some-length' }]) {
      expect((await fetch(metricsUrl(server), { headers })).status).toBe(401);
    }
    expect((await fetch(`${server.url}/metrics`)).status).toBe(503);
    expect(await (await fetch(`${server.url}/metrics`)).text()).not.toContain('kindlab_');
  });
});

test('readiness names what is missing, and nothing once all is there', async () => {
  const ask = () => fetch(`${server.url}/readyz`);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  await until('only the pages to be missing', async () => {
    const { reasons } = (await (await ask()).json()) as { reasons: string[] };
    return reasons.length === 1 && reasons[0]?.includes('npm run build') === true ? true : undefined;
  });
  expect((await ask()).status).toBe(503);
  await mkdir(path.join(server.dataDir, 'dist'), { recursive: true });
  await writeFile(path.join(server.dataDir, 'dist', 'index.html'), 'home');
  await until('ready', async () => ((await ask()).status === 200 ? true : undefined));
});

test('every query of the dashboard asks for series that there are', async () => {
  const file = path.resolve(import.meta.dirname, '../../docs/operations/grafana-dashboard.json');
  const dashboard = JSON.parse(await readFile(file, 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ title, expr })),
  );
  expect(queries.length).toBeGreaterThan(15);
  const known = new Set(
    (await scrape()).split('\n').flatMap((line) => /^([a-z_]+)[{ ]/.exec(line)?.[1] ?? []),
  );
  // Series with labels exist only once something was counted; their names and kinds stand in the comments.
  for (const [, name = '', kind] of (await scrape()).matchAll(/^# TYPE (\w+) (\w+)$/gm)) {
    known.add(name);
    if (kind === 'histogram') for (const end of ['bucket', 'count', 'sum']) known.add(`${name}_${end}`);
  }
  const asked = queries.flatMap(({ title, expr }) =>
    [...expr.matchAll(/\b(?:kindlab|process|nodejs)_\w+/g)].map(([name]) => ({ title, name })),
  );
  expect(asked.filter(({ name }) => !known.has(name))).toEqual([]);
  expect(asked.length).toBeGreaterThanOrEqual(queries.length);
});

// Starts a second database: last, so that no idle connection of the others grows old meanwhile.
test('a metrics port that is taken keeps the server from starting, and leaves no port behind', async () => {
  const port = Number(new URL(metricsUrl(server)).port);
  const starting = startTestServer({ options: { metrics: { port } } });
  await expect(starting).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    hint: expect.stringContaining('--metrics-port') as string,
  });
});
