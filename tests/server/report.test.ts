import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { attemptView, problem } from '#site/protocol/api.ts';
import { reportReceipt } from '#site/protocol/report.ts';
import { ReportStore } from '#site/server/reports/report-store.ts';
import { readEvents } from './read-events.ts';
import { startTestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

const lab = '/api/labs/static-sync';

test('a report keeps the evidence and no value, and its id finds it', async () => {
  await using server = await startTestServer();
  const attempt = await readyAttempt(server);
  const view = attemptView.parse(await (await server.call('POST', `${lab}/attempt`)).json());
  using events = await readEvents(server, `/api/attempts/${attempt}/events`);
  await until('checks', () => events.of('report').length > 0 || undefined);
  const value = view.values['api_key'] ?? '';
  const answer = await server.call('POST', `${lab}/report`, {
    exercise: 'sync',
    note: `I typed ${value} and hvs.0123456789abcdefghij, <b>nothing</b> happens.`,
  });
  expect(answer.status).toBe(201);
  const { id } = reportReceipt.parse(await answer.json());

  const store = new ReportStore(server.dataDir);
  const report = await store.find(id);
  expect(report).toMatchObject({ lab: 'static-sync', exercise: 'sync', learner: 'local' });
  expect(report?.note).toMatch(
    /^I typed \(hidden, hash \w+\) and \(hidden, hash \w+\), <b>nothing<\/b> happens\.$/,
  );
  expect(report?.attempt).toMatchObject({ id: attempt, environment: { state: 'ready' } });
  expect(report?.bundle).toMatchObject({ recipe: 'fake', versions: { externalSecrets: '0.20.4' } });
  expect(report?.content.lab).toMatch(/^[0-9a-f]{16}$/);
  expect(JSON.stringify(report?.checks)).toContain('"wanted":"The store is valid"');
  expect(report?.trace).toEqual({ chains: [], more: 0 });
  const folder = path.join(server.dataDir, 'reports');
  const [file = ''] = await readdir(folder);
  const text = await readFile(path.join(folder, file), 'utf8');
  for (const secret of Object.values(view.values)) expect(text).not.toContain(secret);
  expect(server.log.join('\n')).toContain(id);

  expect((await store.list()).map((each) => each.id)).toEqual([id]);
  expect(await store.find('../../etc/passwd')).toBeUndefined();
  await store.removeOf('somebody else');
  expect(await store.list()).toHaveLength(1);
  await store.removeOf('local');
  expect(await store.list()).toEqual([]);
});

test('without an attempt there is less to tell; five within the hour are enough', async () => {
  await using server = await startTestServer();
  const send = (): Promise<Response> =>
    server.call('POST', `${lab}/report`, { exercise: 'store', note: 'It does not start.' });
  const { id } = reportReceipt.parse(await (await send()).json());
  const report = await new ReportStore(server.dataDir).find(id);
  expect(report).toMatchObject({ attempt: null, checks: [], trace: { none: 'no environment was ready' } });
  for (const _ of [2, 3, 4, 5]) expect((await send()).status).toBe(201);
  const refused = await send();
  expect(refused.status).toBe(429);
  expect(problem.parse(await refused.json()).detail).toContain('5 reports within the hour');
});

test('a wrong report is refused, and nothing is kept of it', async () => {
  await using server = await startTestServer();
  const statusOf = async (body: unknown): Promise<number> =>
    (await server.call('POST', `${lab}/report`, body)).status;
  expect(await statusOf({ exercise: 'no-such', note: '' })).toBe(404);
  expect(await statusOf({ exercise: 'store', note: 'x'.repeat(2001) })).toBe(400);
  expect(await statusOf({ exercise: 'store' })).toBe(400);
  expect(await new ReportStore(server.dataDir).list()).toEqual([]);
});
