import { expect, test } from 'vitest';
import { Fault } from '#containers/contract/fault.ts';
import { problem, labView } from '#site/protocol/api.ts';
import { hopDetails, secretTrace, type SecretTraceView } from '#site/protocol/trace.ts';
import { readEvents, type Events } from './read-events.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

function last(events: Events): SecretTraceView | undefined {
  const all = events.of('trace');
  return all.length === 0 ? undefined : secretTrace.parse(all.at(-1));
}

function words(trace: SecretTraceView | undefined): string {
  return (trace?.chains ?? [])
    .flatMap(({ stages }) => stages)
    .map(({ kind, hops }) => `${kind}:${hops.map(({ state }) => state).join('+')}`)
    .join(' ');
}

async function play(server: TestServer, scene: string): Promise<void> {
  expect((await server.call('POST', '/api/dev/trace', { scene })).status).toBe(204);
}

test('the picture changes by itself, and tells of its hops', async () => {
  await using server = await startTestServer();
  const attempt = await readyAttempt(server);
  using events = await readEvents(server, `/api/attempts/${attempt}/trace/events`);
  expect(await until('an empty picture', () => last(events))).toEqual({ chains: [], more: 0 });
  await play(server, 'settling');
  await until('settling', () => words(last(events)).includes('externalSecret:settling') || undefined);
  await play(server, 'synced');
  await until('ready', () => /secret:ready pod:ready/.test(words(last(events))) || undefined);

  const id = last(events)?.chains[0]?.stages.find(({ kind }) => kind === 'secret')?.hops[0]?.id ?? '';
  const path = `/api/attempts/${attempt}/trace/hop?id=${encodeURIComponent(id)}`;
  const details = hopDetails.parse(await (await server.call('GET', path)).json());
  expect(details.yaml).toMatch(/api_key: \(hidden, hash [0-9a-f]{8}\)/);
});

test('equal values have equal hashes within an attempt, and others in the next one', async () => {
  await using server = await startTestServer();
  const hashIn = async (attempt: string): Promise<string | undefined> => {
    using events = await readEvents(server, `/api/attempts/${attempt}/trace/events`);
    await until('a picture', () => last(events));
    await play(server, 'synced');
    const trace = await until('synced', () =>
      words(last(events)).includes('pod:ready') ? last(events) : undefined,
    );
    const [vault, , , secret] = trace.chains[0]?.stages ?? [];
    expect(vault?.hops[0]?.hashes).toEqual(secret?.hops[0]?.hashes);
    return secret?.hops[0]?.hashes[0]?.hash;
  };
  const first = await readyAttempt(server);
  const hash = await hashIn(first);
  expect(await hashIn(first)).toBe(hash);
  await server.call('DELETE', `/api/attempts/${first}`);
  expect(await hashIn(await readyAttempt(server))).not.toBe(hash);
});

test('what is not in the picture is told of to nobody', async () => {
  await using server = await startTestServer();
  const attempt = await readyAttempt(server);
  const path = `/api/attempts/${attempt}/trace/hop?id=secret/kube-system/anything`;
  const answer = await server.call('GET', path);
  expect(answer.status).toBe(404);
  expect(problem.parse(await answer.json()).code).toBe('NOT_FOUND');
});

test('a look that fails says so and goes on', async () => {
  let away = true;
  const fault = new Fault({ code: 'PROBE_FAILED', message: 'The cluster is away.', hint: 'Wait.' });
  const reader = {
    look: () =>
      away ? Promise.reject(fault) : Promise.resolve({ trace: { chains: [], more: 0 }, secrets: [] }),
    describe: () => Promise.resolve(undefined),
    watch: (_: unknown, onChange: () => void, signal: AbortSignal): Promise<void> => {
      const timer = setInterval(onChange, 50);
      return new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          clearInterval(timer);
          resolve();
        }),
      );
    },
  };
  await using server = await startTestServer({ deps: { traceReader: reader } });
  using events = await readEvents(server, `/api/attempts/${await readyAttempt(server)}/trace/events`);
  await until('trouble', () => last(events)?.trouble?.message === 'The cluster is away.' || undefined);
  away = false;
  await until('no trouble', () => (last(events)?.trouble === undefined ? true : undefined));
});

test('an operator can switch it off', async () => {
  await using server = await startTestServer({ options: { secretTrace: false } });
  const attempt = await readyAttempt(server);
  for (const path of ['events', 'hop?id=x'])
    expect((await server.call('GET', `/api/attempts/${attempt}/trace/${path}`)).status).toBe(403);
  expect(labView.parse(await (await server.call('GET', '/api/labs/static-sync')).json()).trace).toBe(false);
});
