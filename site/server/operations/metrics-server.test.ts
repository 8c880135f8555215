import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeLogger } from '../logger.ts';
import { metricSet } from './metric-set.ts';
import { metricsServer } from './metrics-server.ts';
import { Readiness } from './readiness.ts';

const readiness = new Readiness({
  askDatabase: () => Promise.resolve(),
  askPages: () => Promise.resolve(),
  runtime: () => ({ state: 'checking', steps: [] }),
  provider: () => undefined,
});
const metrics = metricSet();
const open = metricsServer({
  readiness,
  metrics,
  stop: new AbortController().signal,
  token: undefined,
  port: () => (open.address() as AddressInfo).port,
  log: makeLogger('silent'),
});

beforeAll(() => once(open.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => open.close());

function get(
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<[number | undefined, string]> {
  const { port } = open.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve([answer.statusCode, text]));
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('serves metrics of ours and of the process, and health', async () => {
  metrics.attemptsStarted.inc({ lab: 'static-sync' });
  const [status, text] = await get('/metrics');
  expect(status).toBe(200);
  expect(text).toContain('kindlab_attempts_started_total{lab="static-sync"} 1');
  expect(text).toContain('process_resident_memory_bytes');
  expect((await get('/healthz'))[0]).toBe(200);
  expect((await get('/readyz'))[0]).toBe(503);
});

test('without a token, a name of somebody else that resolves to us is refused', async () => {
  expect((await get('/metrics', { host: 'rebound.example' }))[0]).toBe(421);
});
