import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { countingProvider } from './counting-shell.ts';
import { startTestServer } from './start-test-server.ts';
import { readyAttempt, TerminalClient } from './terminal-client.ts';
import { until } from './until.ts';

const { provider, shells } = countingProvider();

test('a learner gets the recording of a terminal, can begin it anew, and it goes with the attempt', async () => {
  await using server = await startTestServer({ deps: { makeProvider: () => provider } });
  const attempt = await readyAttempt(server);
  const address = `/api/attempts/${attempt}/recordings/one`;
  expect((await server.call('GET', address)).status).toBe(404);
  const client = new TerminalClient(server, attempt);
  await client.connect();
  shells.at(-1)?.emit(1000);
  await until('the bytes', () => (client.outputOffset === 1000 ? true : undefined));

  const answer = await server.call('GET', address);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toContain('static-sync-one.cast');
  expect(JSON.parse((await answer.text()).split('\n')[0] ?? '')).toMatchObject({ version: 3 });
  expect((await server.call('GET', address.replace('/one', '/..%2fone'))).status).toBe(400);

  expect((await server.call('DELETE', address)).status).toBe(204);
  expect((await server.call('GET', address)).status).toBe(404);
  shells.at(-1)?.emit(10);
  await until('new bytes', async () => (await server.call('GET', address)).status === 200 || undefined);
  expect((await server.call('DELETE', `/api/attempts/${attempt}`)).status).toBe(204);
  expect(await readdir(path.join(server.dataDir, 'recordings'))).toEqual([]);
});

test('switched off, nothing is kept, and the answer says why', async () => {
  await using server = await startTestServer({
    deps: { makeProvider: () => provider },
    options: { recordTerminals: false },
  });
  const attempt = await readyAttempt(server);
  const client = new TerminalClient(server, attempt);
  await client.connect();
  shells.at(-1)?.emit(1000);
  await until('the bytes', () => (client.outputOffset === 1000 ? true : undefined));
  const answer = await server.call('GET', `/api/attempts/${attempt}/recordings/one`);
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain('switched it off');
  expect(await readdir(server.dataDir)).not.toContain('recordings');
});
