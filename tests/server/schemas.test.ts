import { expect, test } from 'vitest';
import { problem } from '#site/protocol/api.ts';
import { kindList, kindSchema } from '#site/protocol/schemas.ts';
import { RecordedSchemaSource } from '#site/server/dev/recorded-schema-source.ts';
import { newcomer, startWithAdmin } from './people.ts';
import { startTestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';

const store = 'kind?apiVersion=external-secrets.io/v1&kind=SecretStore';

test('tells what kinds there are and what one looks like, and reads each once', async () => {
  const source = new RecordedSchemaSource();
  const read: string[] = [];
  const counting = {
    kinds: () => source.kinds(),
    index: () => source.index(),
    document: (_: unknown, name: string) => {
      read.push(name);
      return source.document(undefined, name);
    },
  };
  await using server = await startTestServer({ deps: { schemaSource: counting } });
  const base = `/api/attempts/${await readyAttempt(server)}/schemas`;
  const { kinds } = kindList.parse(await (await server.call('GET', base)).json());
  expect(kinds).toContainEqual({ apiVersion: 'external-secrets.io/v1', kind: 'SecretStore' });
  for (let times = 0; times < 2; times += 1) {
    const answer = kindSchema.parse(await (await server.call('GET', `${base}/${store}`)).json());
    expect(Object.keys(answer.root.properties ?? {})).toContain('spec');
  }
  expect(read).toEqual(['apis__external-secrets.io__v1.json']);
  const missing = await server.call('GET', `${base}/kind?apiVersion=example.org/v1&kind=Strange`);
  expect(missing.status).toBe(404);
  expect(problem.parse(await missing.json()).detail).toContain('no kind Strange');
  expect((await server.call('GET', `${base}/kind?kind=Secret`)).status).toBe(400);
});

test('a kind that an operator brings is found, and a cluster that is away is asked again', async () => {
  const source = new RecordedSchemaSource();
  let there = false;
  let away = true;
  let now = new Date('2026-01-01T00:00:00Z');
  const growing = {
    kinds: () => source.kinds(),
    document: (_: unknown, name: string) => source.document(undefined, name),
    index: async () => {
      if (away) throw new Error('away');
      return there ? source.index() : new Map<string, string>();
    },
  };
  await using server = await startTestServer({ deps: { schemaSource: growing, now: () => now } });
  const base = `/api/attempts/${await readyAttempt(server)}/schemas`;
  const status = async () => (await server.call('GET', `${base}/${store}`)).status;
  expect(await status()).toBe(500);
  away = false;
  expect(await status()).toBe(404);
  there = true;
  expect(await status()).toBe(404);
  now = new Date(now.getTime() + 11_000);
  expect(await status()).toBe(200);
});

test('nobody else’s cluster is asked', async () => {
  const { server, admin } = await startWithAdmin();
  await using _ = server;
  const [one, other] = [await newcomer(admin, 'one'), await newcomer(admin, 'other')];
  const attempt = await readyAttempt(one);
  expect((await one.call('GET', `/api/attempts/${attempt}/schemas`)).status).toBe(200);
  expect((await other.call('GET', `/api/attempts/${attempt}/schemas`)).status).toBe(404);
});
