import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { madeToken } from '#site/server/grader-api/messages.ts';
import { GeneratedClient } from './generated-client/generate.ts';
import { quickDeps, submission } from './grading-program.ts';
import { newcomer, read, startWithAdmin, type Person } from './people.ts';
import type { TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';

let server: TestServer;
let admin: Person;
let client: GeneratedClient;

beforeAll(async () => {
  ({ server, admin } = await startWithAdmin({ deps: quickDeps() }));
  client = await GeneratedClient.from(new URL('/api/v1/openapi.json', server.url));
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** What a stranger writes against the generated types: grade, wait, read the result; check an attempt; page; err. */
const good = `
import createClient from 'openapi-fetch';
import type { paths, components } from './api.ts';

type Job = components['schemas']['Job'];

export async function run(baseUrl: string, token: string, archive: Blob, attempt: string) {
  const api = createClient<paths>({ baseUrl, headers: { authorization: 'Bearer ' + token } });
  const ended = async (id: string): Promise<Job> => {
    for (let tries = 0; tries < 100; tries += 1) {
      const { data } = await api.GET('/api/v1/jobs/{id}', { params: { path: { id } } });
      if (data !== undefined && data.endedAt !== null) return data;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('no end');
  };
  const graded = await api.POST('/api/v1/gradings', {
    params: { query: { lab: 'static-sync', name: 'ann' }, header: { 'idempotency-key': 'k' } },
    headers: { 'content-type': 'application/zip' },
    // Generators know no better type for bytes than string.
    body: archive as unknown as string,
    bodySerializer: (body: unknown) => body as Blob,
  });
  if (graded.data === undefined) throw new Error(JSON.stringify(graded.error));
  const job = await ended(graded.data.id);
  const points = job.result?.kind === 'graded' ? job.result.points : -1;
  const checked = await api.POST('/api/v1/checks', { body: { attempt, exercises: ['store'] } });
  if (checked.data === undefined) throw new Error(checked.error.detail);
  const check = await ended(checked.data.id);
  const outcomes =
    check.result?.kind === 'checked'
      ? check.result.exercises.flatMap(({ report }) => report.checks.map(({ outcome }) => outcome.kind))
      : [];
  const page = await api.GET('/api/v1/jobs', { params: { query: { limit: 1, state: 'done' } } });
  const evidence = await api.GET('/api/v1/jobs/{id}/evidence', {
    params: { path: { id: job.id } },
    parseAs: 'text',
  });
  const missing = await api.GET('/api/v1/jobs/{id}', { params: { path: { id: 'nothing' } } });
  return {
    points,
    outcomes,
    listed: page.data?.jobs.length,
    next: page.data?.next,
    evidence: evidence.data,
    problem: missing.error?.code,
  };
}
`;

interface Ran {
  readonly run: (url: string, token: string, archive: Blob, attempt: string) => Promise<unknown>;
}

test('a client generated from the served document speaks to the server, and its types hold', async () => {
  const { file, problems } = await client.program('good.ts', good);
  expect(problems).toEqual([]);
  const attempt = await readyAttempt(await newcomer(admin, 'lea'));
  const body = { name: 'client', scopes: ['attempts:check', 'jobs:read', 'jobs:write'] };
  const { token } = await read(madeToken, admin.call('POST', '/api/v1/tokens', body));
  const { run } = (await import(pathToFileURL(file).href)) as Ran;
  const archive = new Blob([new Uint8Array(await submission('lab pass store'))]);
  expect(await run(server.url, token, archive, attempt)).toEqual({
    points: 10,
    outcomes: ['passed', 'failed'],
    listed: 1,
    next: expect.any(String) as string,
    evidence: expect.stringContaining('application/vnd.in-toto+json') as string,
    problem: 'NOT_FOUND',
  });
});

test.each([
  ['a path that there is not', `api.GET('/api/v1/nothing', {});`],
  ['a scope that there is not', `api.POST('/api/v1/tokens', { body: { name: 'x', scopes: ['all'] } });`],
  ['a missing field', `api.POST('/api/v1/checks', { body: {} });`],
  ['a missing parameter', `api.GET('/api/v1/jobs/{id}', {});`],
  ['a state that there is not', `api.GET('/api/v1/jobs', { params: { query: { state: 'gone' } } });`],
])('its types refuse %s', async (_, line) => {
  const text = `import createClient from 'openapi-fetch';\nimport type { paths } from './api.ts';\nconst api = createClient<paths>({ baseUrl: '' });\nvoid ${line}`;
  const { problems } = await client.program('bad.ts', text);
  expect(problems).toHaveLength(1);
});
