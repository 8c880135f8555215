import { expect, test } from 'vitest';
import { fileLimits } from '#containers/contract/workspace-files.ts';
import { problem } from '#site/protocol/api.ts';
import { fileSaved, fileTree, type FileTree } from '#site/protocol/files.ts';
import { newcomer, startWithAdmin } from './people.ts';
import { startTestServer, type Reachable } from './start-test-server.ts';
import { readyAttempt, TerminalClient } from './terminal-client.ts';

interface Put {
  readonly path: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

const fresh = { 'if-none-match': '*' };

function contentPath(attempt: string, path: string): string {
  return `/api/attempts/${attempt}/files/content?path=${encodeURIComponent(path)}`;
}

function put(server: Reachable, attempt: string, { path, body, headers = {} }: Put): Promise<Response> {
  return fetch(server.url + contentPath(attempt, path), {
    method: 'PUT',
    headers: { origin: server.url, ...server.headers, ...headers },
    body,
  });
}

async function tree(server: Reachable, attempt: string): Promise<FileTree> {
  return fileTree.parse(await (await server.call('GET', `/api/attempts/${attempt}/files`)).json());
}

async function refused(answer: Response): Promise<string> {
  return `${answer.status} ${problem.parse(await answer.json()).code}`;
}

test('a file is made, read, changed, renamed and removed', async () => {
  await using server = await startTestServer();
  const attempt = await readyAttempt(server);
  const made = await put(server, attempt, { path: 'm/app.yaml', body: 'kind: Pod\n', headers: fresh });
  const { revision } = fileSaved.parse(await made.json());

  const read = await server.call('GET', contentPath(attempt, 'm/app.yaml'));
  expect(await read.text()).toBe('kind: Pod\n');
  expect(Object.fromEntries(read.headers)).toMatchObject({
    etag: `"${revision}"`,
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''app.yaml",
    'x-content-type-options': 'nosniff',
  });

  const changed = { path: 'm/app.yaml', body: 'kind: Job\n', headers: { 'if-match': `"${revision}"` } };
  expect((await put(server, attempt, changed)).status).toBe(200);
  const names = { from: 'm/app.yaml', to: 'm/job.yaml' };
  expect((await server.call('POST', `/api/attempts/${attempt}/files/rename`, names)).status).toBe(204);
  expect((await tree(server, attempt)).entries.map(({ path }) => path)).toContain('m/job.yaml');
  expect((await server.call('DELETE', contentPath(attempt, 'm'))).status).toBe(204);
  expect((await tree(server, attempt)).entries.map(({ path }) => path)).not.toContain('m/job.yaml');
});

test('nothing is overwritten that was not seen', async () => {
  await using server = await startTestServer();
  const attempt = await readyAttempt(server);
  const made = await put(server, attempt, { path: 'a.txt', body: 'page\n', headers: fresh });
  const { revision } = fileSaved.parse(await made.json());
  const shell = new TerminalClient(server, attempt);
  await shell.connect();
  shell.type('echo shell > a.txt\r');
  const present = async (): Promise<string> =>
    (await server.call('GET', contentPath(attempt, 'a.txt'))).text();
  await expect.poll(present).toBe('shell\n');
  const late = { path: 'a.txt', body: 'late\n', headers: { 'if-match': `"${revision}"` } };
  expect(await refused(await put(server, attempt, late))).toBe('412 FILE_CHANGED');
  const blind = { path: 'a.txt', body: 'blind\n', headers: fresh };
  expect(await refused(await put(server, attempt, blind))).toBe('409 FILE_EXISTS');
  expect(await refused(await put(server, attempt, { path: 'a.txt', body: 'x' }))).toBe('428 PROTOCOL');
  const odd = { path: 'a.txt', body: 'x', headers: { 'if-match': '"*"' } };
  expect(await refused(await put(server, attempt, odd))).toBe('428 PROTOCOL');
  expect(await present()).toBe('shell\n');
  shell.drop();
});

test('of two who save at the same time, one is told', async () => {
  await using server = await startTestServer();
  const attempt = await readyAttempt(server);
  const made = await put(server, attempt, { path: 'a.txt', body: '0', headers: fresh });
  const { revision } = fileSaved.parse(await made.json());
  const headers = { 'if-match': `"${revision}"` };
  const answers = await Promise.all(
    ['1', '2', '3', '4'].map((body) => put(server, attempt, { path: 'a.txt', body, headers })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
});

test('paths stay in the home folder, and sizes in their bounds', async () => {
  await using server = await startTestServer();
  const attempt = await readyAttempt(server);
  for (const path of ['', '/etc/passwd', '../x', 'a/../../x', 'a\u0000b']) {
    expect(await refused(await server.call('GET', contentPath(attempt, path)))).toBe('400 PROTOCOL');
    const written = { path, body: 'x', headers: fresh };
    expect(await refused(await put(server, attempt, written))).toBe('400 PROTOCOL');
    expect(await refused(await server.call('DELETE', contentPath(attempt, path)))).toBe('400 PROTOCOL');
  }
  const large = new Uint8Array(fileLimits.bytes + 1);
  const tooMuch = { path: 'large', body: large, headers: fresh };
  expect(await refused(await put(server, attempt, tooMuch))).toBe('413 FILE_TOO_LARGE');
  const most = { path: 'large', body: large.subarray(1), headers: fresh };
  expect((await put(server, attempt, most)).status).toBe(200);
  expect((await tree(server, attempt)).mostBytes).toBe(fileLimits.bytes);
  const missing = await server.call('GET', contentPath(attempt, 'none'));
  expect(await refused(missing)).toBe('404 NOT_FOUND');
});

test('a page of somebody else can’t write', async () => {
  await using server = await startTestServer();
  const attempt = await readyAttempt(server);
  const headers = { ...fresh, origin: 'http://evil.example' };
  const answer = await put(server, attempt, { path: 'a.txt', body: 'x', headers });
  expect(answer.status).toBe(403);
});

test('only the owner sees and changes files, not even an administrator does', async () => {
  const { server, admin } = await startWithAdmin();
  await using _ = server;
  const owner = await newcomer(admin, 'owner');
  const attempt = await readyAttempt(owner);
  expect((await put(owner, attempt, { path: 'mine', body: 'x', headers: fresh })).status).toBe(200);
  for (const other of [admin, await newcomer(admin, 'other')]) {
    const answers = [
      await other.call('GET', `/api/attempts/${attempt}/files`),
      await other.call('GET', contentPath(attempt, 'mine')),
      await put(other, attempt, { path: 'theirs', body: 'x', headers: fresh }),
      await other.call('DELETE', contentPath(attempt, 'mine')),
      await other.call('POST', `/api/attempts/${attempt}/files/rename`, { from: 'mine', to: 'theirs' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  }
  expect((await owner.call('GET', contentPath(attempt, 'mine'))).status).toBe(200);
});
