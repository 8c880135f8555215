import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { deliveryPage, jobEvent, madeWebhook, webhookList } from '#site/server/grader-api/messages.ts';
import { GradingProgram, startForGraders, submission } from './grading-program.ts';
import { read } from './people.ts';
import type { TestServer } from './start-test-server.ts';
import { until } from './until.ts';

interface Heard {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let receiver: Server;
let origin: string;
let dataDir: string;
let server: TestServer;
let program: GradingProgram;
let heard: Heard[] = [];
let answers: (readonly [status: number, headers?: Record<string, string>])[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push({ url: request.url ?? '', headers: request.headers, body });
      const [status, headers] = answers.shift() ?? [204];
      response.writeHead(status, headers).end('what an attacker would like to read');
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterAll(() => void receiver.close());

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-webhooks-'));
  await restart();
});
afterEach(async () => {
  const { webhooks } = await program.read(webhookList, '/webhooks');
  for (const { id } of webhooks) await program.call('DELETE', `/webhooks/${id}`);
  heard = [];
  answers = [];
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

async function restart(webhookOrigins = [origin], retryMs = 1): Promise<void> {
  server = await startForGraders({ dataDir, options: { webhookOrigins }, deps: { timing: { retryMs } } });
  program = new GradingProgram(server.url);
}

async function hook(url = `${origin}/told?by=kindlab`) {
  return read(madeWebhook, program.call('POST', '/webhooks', { url }));
}

function deliveries(id: string, state: 'delivered' | 'failed') {
  return until(`a delivery that is ${state}`, async () => {
    const page = await program.read(deliveryPage, `/webhooks/${id}/deliveries`);
    return page.deliveries[0]?.state === state ? page.deliveries : undefined;
  });
}

test('a job that ends is told once, signed as Standard Webhooks says', async () => {
  const { id, secret } = await hook();
  const job = await program.grade(await submission('lab pass store'));
  const [delivery] = await deliveries(id, 'delivered');
  expect(heard).toHaveLength(1);
  const { body, headers, url } = heard[0]!;
  expect(url).toBe('/told?by=kindlab');
  const signed = {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  };
  expect(signed['webhook-id']).toBe(delivery?.id);
  const event = jobEvent.parse(new Webhook(secret).verify(body, signed));
  expect(event.data).toEqual({ job: job.id, kind: 'grade', state: 'done', lab: 'static-sync' });
  expect(() => new Webhook(secret).verify(body.replace('done', 'gone'), signed)).toThrow();
  const other = await hook();
  expect(() => new Webhook(other.secret).verify(body, signed)).toThrow();
  expect(delivery).toMatchObject({ job: job.id, tries: [{ status: 204, error: null }] });
});

test('what is not taken is tried again under the same id, and the log has every try', async () => {
  answers = [[500], [302, { location: `${origin}/elsewhere` }], [200]];
  const { id } = await hook();
  await program.grade(await submission('x'));
  const [delivery] = await deliveries(id, 'delivered');
  expect(delivery?.tries.map(({ status }) => status)).toEqual([500, 302, 200]);
  expect(heard.map(({ url }) => url)).not.toContain('/elsewhere');
  expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(JSON.stringify(delivery)).not.toContain('attacker');
});

test('a receiver that wants no more, or never answers, is given up on', async () => {
  answers = [[410]];
  const { id } = await hook();
  await program.grade(await submission('x'));
  expect((await deliveries(id, 'failed'))[0]?.tries).toHaveLength(1);
  const page = await program.read(deliveryPage, `/webhooks/${id}/deliveries?limit=1`);
  expect(page.next).toBeNull();
});

test('addresses that the operator did not allow are refused, and removed ones hear nothing more', async () => {
  for (const url of [
    'http://127.0.0.1:1/',
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1.evil.example/',
    origin.replace('127.0.0.1', 'user@evil.example'),
  ]) {
    const answer = await program.call('POST', '/webhooks', { url });
    expect(answer.status, url).toBe(403);
  }
  expect((await program.call('POST', '/webhooks', { url: 'file:///etc/passwd' })).status).toBe(400);
  const { id } = await hook();
  expect((await program.call('DELETE', `/webhooks/${id}`)).status).toBe(204);
  expect(await program.read(webhookList, '/webhooks')).toEqual({ webhooks: [] });
  const { id: job } = await program.grade(await submission('x'));
  await program.reached(job, 'done');
  expect(heard).toEqual([]);
});

test('a server that stopped before somebody was told tells them when it is back, with the same secret', async () => {
  answers = [[500], [500]];
  const { id, secret } = await hook();
  await server[Symbol.asyncDispose]();
  await restart([origin], 600_000);
  await program.grade(await submission('x'));
  await until(
    'the first try in the log',
    async () => {
      const page = await program.read(deliveryPage, `/webhooks/${id}/deliveries`);
      return page.deliveries[0]?.tries.length === 1 || undefined;
    },
    20_000,
  );
  await server[Symbol.asyncDispose]();
  await restart();
  const [delivery] = await deliveries(id, 'delivered');
  expect(delivery?.tries.map(({ status }) => status)).toEqual([500, 500, 204]);
  const { headers, body } = heard.at(-1)!;
  expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
  expect(JSON.stringify(await readFile(path.join(dataDir, 'webhook-key')))).not.toContain(secret);
});

test('an address that is not allowed any more hears nothing', async () => {
  const { id } = await hook();
  await server[Symbol.asyncDispose]();
  await restart([]);
  await program.grade(await submission('x'));
  const [delivery] = await deliveries(id, 'failed');
  expect(delivery?.tries[0]).toMatchObject({
    status: null,
    error: expect.stringContaining('allow') as string,
  });
  expect(heard).toEqual([]);
});
