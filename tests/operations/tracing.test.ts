import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { attemptView } from '#site/protocol/api.ts';
import { until } from '#tests/server/until.ts';
import { TracedServer } from './traced-server.ts';

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

let server: TracedServer;

beforeAll(async () => {
  server = await TracedServer.start();
}, 60_000);
afterAll(() => server[Symbol.asyncDispose]());

function spans(): readonly Span[] {
  return server.traces.flatMap((body) =>
    delivery
      .parse(JSON.parse(body))
      .resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
}

test('a lab is traced from the request to each step, and no value of it', { timeout: 300_000 }, async () => {
  const url = await server.url();
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
  await server.stop();

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
  expect(server.printed, 'lines of the log name their trace').toContain(`"trace_id":"${traceId}"`);
  for (const value of Object.values(values)) expect(server.traces.join('')).not.toContain(value);
});
