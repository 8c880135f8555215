import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { attemptView } from '#site/protocol/api.ts';
import { until } from '#tests/server/until.ts';

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) });
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes: z.array(attribute).default([]),
});
type Span = z.output<typeof span>;
const delivery = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
});

let collector: Server;
let child: ChildProcess;
let dataDir: string;
let printed = '';
const received: string[] = [];

/** A collector as OpenTelemetry's protocol has it: JSON by HTTP to /v1/traces. */
beforeAll(async () => {
  collector = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.url === '/v1/traces') received.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-tracing-'));
  const { port } = collector.address() as AddressInfo;
  const command = path.resolve(import.meta.dirname, '../../site/cli/kindlab.ts');
  const options = ['--provider', 'fake', '--port', '0', '--data-dir', dataDir, '--log-level', 'debug'];
  child = spawn(process.execPath, [command, 'serve', ...options], {
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
}, 60_000);

afterAll(async () => {
  if (child.exitCode === null) child.kill('SIGKILL');
  collector.close();
  await rm(dataDir, { recursive: true, force: true });
});

function spans(): readonly Span[] {
  return received.flatMap((body) =>
    delivery
      .parse(JSON.parse(body))
      .resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
}

test('a lab is traced from the request to each step, and no value of it', { timeout: 90_000 }, async () => {
  const url = await until('serving', () => /Kindlab is at (\S+)/.exec(printed)?.[1], 60_000);
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const begun = await fetch(`${url}/api/labs/static-sync/attempt`, {
    method: 'POST',
    headers: { origin: url, traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  });
  const { id, values } = attemptView.parse(await begun.json());
  await until(
    'a ready environment',
    async () => {
      const answer = await fetch(`${url}/api/labs/static-sync`);
      return (await answer.text()).includes('"state":"ready"') || undefined;
    },
    60_000,
  );
  await fetch(`${url}/api/attempts/${id}/exercises/store-secret/check`, {
    method: 'POST',
    headers: { origin: url },
  });
  child.kill('SIGINT');
  await once(child, 'close');

  const all = spans();
  const request = all.find(({ name }) => name === 'POST /api/labs/:lab/attempt');
  expect(request).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
  const creation = all.find(({ name }) => name === 'environment.create');
  const steps = all.filter(({ parentSpanId }) => parentSpanId === creation?.spanId);
  expect(steps.length).toBeGreaterThan(2);
  for (const step of steps) {
    expect(step.name).toMatch(/^environment\.create \S/);
    expect(BigInt(step.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(step.startTimeUnixNano));
  }
  const check = all.find(({ name }) => name === 'checks.full');
  expect(check?.attributes).toContainEqual({ key: 'kindlab.attempt', value: { stringValue: id } });
  expect(printed, 'lines of the log name their trace').toContain(`"trace_id":"${traceId}"`);
  for (const value of Object.values(values)) expect(received.join('')).not.toContain(value);
});
