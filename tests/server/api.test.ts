import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import {
  answerResult,
  attemptView,
  exerciseReport,
  health,
  hint,
  labView,
  problem,
  progress,
  quizView,
  runtimeStatus,
  solution,
} from '#site/protocol/api.ts';
import { FakeProvider } from '#containers/providers/fake/fake-provider.ts';
import { quick } from './counting-shell.ts';
import { readEvents } from './read-events.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { readyAttempt, TerminalClient } from './terminal-client.ts';
import { until } from './until.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  const dist = path.join(server.dataDir, 'dist');
  await mkdir(path.join(dist, '_astro'), { recursive: true });
  await mkdir(path.join(dist, 'labs', 'ä b'), { recursive: true });
  await writeFile(path.join(dist, '404.html'), '<h1>no such page</h1>');
  await mkdir(path.join(dist, 'de', '404'), { recursive: true });
  await writeFile(path.join(dist, 'de', '404', 'index.html'), '<h1>keine solche Seite</h1>');
  await writeFile(path.join(dist, '_astro', 'x.abc123.js'), 'x()');
  await writeFile(path.join(dist, 'labs', 'ä b', 'index.html'), 'a lab');
  await writeFile(path.join(dist, 'index.html'), '<script>theme()</script>');
  await writeFile(path.join(server.dataDir, 'secret.txt'), 'outside of dist');
}, 60_000);
afterAll(() => server[Symbol.asyncDispose]());

async function read<T>(schema: z.ZodType<T>, method: string, to: string, body?: unknown): Promise<T> {
  return schema.parse(await (await server.call(method, to, body)).json());
}

/** fetch corrects paths and sets headers of its own; this sends what it is given. */
function raw(
  method: string,
  to: string,
  headers: Record<string, string>,
  body?: string,
): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const { port } = server.server;
    const host = `127.0.0.1:${port}`;
    const sent = request(
      { host: '127.0.0.1', port, method, path: to, headers: { host, ...headers } },
      (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve([answer.statusCode ?? 0, text]));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('what comes in from outside', () => {
  test.each<[string, Record<string, string>]>([
    ['a foreign origin', { origin: 'http://evil.example' }],
    ['no origin', {}],
    ['the origin "null"', { origin: 'null' }],
    ['no origin, cross-site', { 'sec-fetch-site': 'cross-site' }],
  ])('a write with %s is refused', async (_, headers) => {
    const [status, body] = await raw('POST', '/api/labs/static-sync/attempt', headers);
    expect(status).toBe(403);
    expect(problem.parse(JSON.parse(body)).code).toBe('NOT_ALLOWED');
  });

  test('a browser that says same-origin needs no Origin', async () => {
    expect((await raw('POST', '/api/runtime/retry', { 'sec-fetch-site': 'same-origin' }))[0]).toBe(202);
  });

  test('a foreign Host is refused, also for reads', async () => {
    const [status, body] = await raw('GET', '/api/progress', { host: 'rebound.example' });
    expect(status).toBe(421);
    expect(problem.parse(JSON.parse(body)).hint).toContain('127.0.0.1');
  });

  test.each<[string, string, number]>([
    ['bad JSON', '{"question":', 400],
    ['a wrong shape', '{"question":1,"given":[]}', 400],
    ['an unknown key', '{"question":"one","given":["a"],"admin":true}', 400],
    ['an unknown question', '{"question":"two","given":["a"]}', 404],
    ['too much', JSON.stringify({ question: 'x'.repeat(70_000), given: [] }), 413],
  ])('%s is refused as a problem', async (_, body, wanted) => {
    const headers = { origin: server.server.url, 'content-type': 'application/json' };
    const [status, text] = await raw('POST', '/api/quizzes/sample/answers', headers, body);
    expect(status).toBe(wanted);
    expect(problem.parse(JSON.parse(text)).status).toBe(wanted);
    expect(text).not.toMatch(/node_modules|\.ts:/);
  });

  test('a body that is not JSON by its type is refused', async () => {
    const [status] = await raw(
      'POST',
      '/api/quizzes/sample/answers',
      { origin: server.server.url },
      'question=one',
    );
    expect(status).toBe(415);
  });

  test.each([
    ['GET', '/api/labs/nope'],
    ['POST', '/api/labs/nope/attempt'],
    ['GET', '/api/attempts/nope/events'],
    ['DELETE', '/api/attempts/nope'],
    ['POST', '/api/attempts/nope/terminals/one/ticket'],
    ['GET', '/api/quizzes/nope'],
    ['GET', '/api/nope'],
    ['PUT', '/api/progress'],
  ])('%s %s is not found', async (method, to) => {
    const answer = await server.call(method, to);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(problem.parse(await answer.json()).hint).not.toBe('');
  });
});

describe('pages', () => {
  test('carry a policy that allows just their own inline scripts', async () => {
    const answer = await server.call('GET', '/');
    expect(answer.headers.get('content-security-policy')).toMatch(
      /script-src 'self' 'wasm-unsafe-eval' 'sha256-/,
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await answer.text()).toContain('theme()');
  });

  test('hashed files are kept for ever, pages are asked for again', async () => {
    const asset = await server.call('GET', '/_astro/x.abc123.js');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    const page = await server.call('GET', '/');
    const etag = page.headers.get('etag') ?? '';
    expect((await raw('GET', '/', { 'if-none-match': etag }))[0]).toBe(304);
  });

  test('a folder is found with and without its slash, whatever its name', async () => {
    const answer = await fetch(`${server.server.url}/labs/%C3%A4%20b/`);
    expect(await answer.text()).toBe('a lab');
  });

  test.each([
    '/nope',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/_astro/../../secret.txt',
    '/%ff',
  ])('%s is the 404 page', async (to) => {
    const [status, text] = await raw('GET', to, {});
    expect(status).toBe(404);
    expect(text).toContain('no such page');
  });

  test.each(['/de/nope', '/de/labs/nope/'])('%s is the 404 page of its language', async (to) => {
    const [status, text] = await raw('GET', to, {});
    expect(status).toBe(404);
    expect(text).toContain('keine solche Seite');
  });
});

describe('an attempt', () => {
  test('goes from start to done over every call there is', { timeout: 20_000 }, async () => {
    expect((await read(health, 'GET', '/api/health')).status).toBe('ok');
    await until(
      'the runtime',
      async () => (await read(runtimeStatus, 'GET', '/api/runtime')).state === 'ready' || undefined,
    );
    const starts = await Promise.all(
      Array.from({ length: 5 }, () => server.call('POST', '/api/labs/static-sync/attempt')),
    );
    expect(starts.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    const ids = await Promise.all(starts.map(async (answer) => attemptView.parse(await answer.json()).id));
    expect(new Set(ids).size).toBe(1);
    const id = await readyAttempt(server);
    expect(id).toBe(ids[0]);
    using events = await readEvents(server, `/api/attempts/${id}/events`);
    const first = await until('all reports', () =>
      events.of('report').length === 4 ? events.of('report') : undefined,
    );
    for (const each of first) exerciseReport.parse(each);
    const exercise = `/api/attempts/${id}/exercises/sync`;
    expect((await server.call('GET', `${exercise}/solution`)).status).toBe(403);
    const rungs = [
      await read(hint, 'POST', `${exercise}/hint`),
      await read(hint, 'POST', `${exercise}/hint`),
    ];
    expect(rungs.map(({ rung }) => rung)).toEqual([1, 2]);
    expect(rungs[0]?.text).not.toBe(rungs[1]?.text);
    expect((await read(solution, 'GET', `${exercise}/solution`)).script).not.toBe('');
    const client = new TerminalClient(server, id);
    await client.connect();
    client.type('lab pass sync\r');
    await until('a passing live report', () =>
      events.of('report').some((each) => exerciseReport.parse(each).passed) ? true : undefined,
    );
    const answer = await read(exerciseReport, 'POST', `${exercise}/check`);
    expect(answer.mode).toBe('full');
    const last = await until('done', () => {
      const view = attemptView.parse(events.of('attempt').at(-1));
      return view.exercises.find((each) => each.id === 'sync' && each.state === 'done');
    });
    expect(last).toMatchObject({ points: 40, hintsShown: 2, solutionShown: true });
    client.type('lab fail secret-synced\r');
    await until('wasDone', () => {
      const view = attemptView.parse(events.of('attempt').at(-1));
      return view.exercises.some(({ state }) => state === 'wasDone') || undefined;
    });
    const extended = await read(attemptView, 'POST', `/api/attempts/${id}/extend`);
    expect(Date.parse(extended.expiresAt ?? '')).toBeGreaterThan(Date.now() + 7_100_000);
    expect((await server.call('DELETE', `/api/attempts/${id}`)).status).toBe(204);
    await until('the end of the stream', () =>
      events.of('ended').length === 1 && events.closed ? true : undefined,
    );
    expect((await read(labView, 'GET', '/api/labs/static-sync')).attempt).toBeNull();
    const { labs } = await read(progress, 'GET', '/api/progress');
    expect(labs[0]?.exercises.find((each) => each.id === 'sync')).toMatchObject({
      // Its environment is gone, so nothing in it can be broken.
      state: 'done',
      points: 40,
      of: 40,
    });
  });

  test('no value of an attempt and no address of a ticket is in the log', async () => {
    const { id, values } = attemptView.parse(
      await (await server.call('POST', '/api/labs/static-sync/attempt')).json(),
    );
    await readyAttempt(server);
    await new TerminalClient(server, id).connect();
    await server.call('DELETE', `/api/attempts/${id}`);
    const log = server.log.join('\n');
    expect(log).toContain('environment ready');
    for (const value of Object.values(values)) expect(log).not.toContain(value);
    expect(log).not.toContain('ticket=');
  });
});

test('a quiz is graded, its tries run out, and progress counts it', async () => {
  await read(quizView, 'GET', '/api/quizzes/sample');
  const wrong = await read(answerResult, 'POST', '/api/quizzes/sample/answers', {
    question: 'one',
    given: ['b'],
  });
  expect(wrong).toMatchObject({ correct: false, triesLeft: 1 });
  const twice = await Promise.all(
    [0, 1].map(() => server.call('POST', '/api/quizzes/sample/answers', { question: 'one', given: ['b'] })),
  );
  expect(twice.map(({ status }) => status).sort()).toEqual([200, 403]);
  const { quizzes } = await read(progress, 'GET', '/api/progress');
  expect(quizzes).toEqual([{ id: 'sample', title: 'Sample', answered: 1, correct: 0, of: 1 }]);
});

test('an unexpected error is a 500 with an incident that the log explains, and never a stack', async () => {
  const provider = Object.assign(new FakeProvider({ delaysMs: quick }), {
    extendLease: () => Promise.reject(new TypeError('inside is not a function')),
  });
  await using other = await startTestServer({ deps: { makeProvider: () => provider } });
  const id = await readyAttempt(other);
  const answer = await other.call('POST', `/api/attempts/${id}/extend`);
  expect(answer.status).toBe(500);
  const body = await answer.text();
  expect(body).not.toMatch(/inside|TypeError|node_modules|\.ts/);
  const incident = /incident (\w+)/.exec(problem.parse(JSON.parse(body)).hint)?.[1] ?? 'none';
  expect(other.log.find((line) => line.includes(incident))).toContain('inside is not a function');
  expect((await other.call('GET', '/api/health')).status).toBe(200);
});
