import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import { apiAnswers } from '#containers/providers/kind/cluster/api-answers.ts';
import { drive } from '#tests/conformance/drive.ts';
import { endDesk } from '#tests/conformance/end-desk.ts';
import { openLiveHost } from '#tests/conformance/live-host.ts';
import { asLearner, liveSpec } from '#tests/conformance/live-kind.ts';
import { testProvider } from '#tests/conformance/provider.ts';
import { placesOf } from './places.ts';

const host = await openLiveHost('conformance');
const createMs = 240_000;
const noAbort = (): AbortSignal => new AbortController().signal;
const within = (): AbortSignal => AbortSignal.timeout(30_000);

afterAll(() => host.close(), 120_000);

testProvider('kubernetes', {
  open: () => Promise.resolve(host.open('conformance')),
  leftovers: () => host.leftovers('conformance'),
  spec: liveSpec,
  createMs,
  prompt: '❯',
  interrupt: (environment) => endDesk(host, environment),
});

describe('kubernetes: what carries an environment stays out of its reach', () => {
  const installation = 'boundary';
  const provider = host.open(installation);
  let environment: Environment;

  beforeAll(async () => {
    const plan = provider.plan(liveSpec, { learner: 'boundary', attempt: 'one' });
    environment = await drive(provider.create(plan, noAbort()));
  }, createMs);
  afterAll(() => provider.destroy(environment.id, noAbort()), 120_000);

  test('the platform reaches the cluster and Vault inside', async () => {
    const { kubernetes, vault } = await environment.access(within());
    expect(await apiAnswers(kubernetes, within())).toBe(true);
    const headers = { 'X-Vault-Token': vault.token };
    const answer = await fetch(`${vault.address}/v1/auth/token/lookup-self`, { headers });
    expect(answer.status).toBe(200);
  });

  test('the workspace is nobody in the carrying cluster, and holds no token of the platform', async () => {
    const { vault } = await environment.access(within());
    const seen = await asLearner(environment, 'ls -A /var/run/secrets 2>&1; env; grep Cap /proc/self/status');
    expect(seen.stdout).not.toContain('serviceaccount');
    expect(seen.stdout).not.toContain(vault.token);
    expect(seen.stdout).toMatch(/CapEff:\s+0{16}/);
    expect(seen.stdout).toMatch(/CapBnd:\s+0{16}/);
  });

  test('Vault writes what it was asked, the learner reads it, and nobody rewrites it', async () => {
    await asLearner(environment, 'vault kv put secret/seen value=1');
    const chunks: Uint8Array[] = [];
    for await (const chunk of await environment.auditLog(within())) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString('utf8')).toContain('secret/data/seen');
    const written = await asLearner(
      environment,
      'tail -n 1 /vault/audit/audit.log && echo x >>/vault/audit/audit.log',
    );
    expect(written.stdout).toContain('"type"');
    expect(written.exitCode).not.toBe(0);
  });

  test('a further pod has no room in its namespace', async () => {
    const { namespace } = placesOf(environment.id).node;
    const body = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'guest' },
      spec: { containers: [{ name: 'guest', image: 'guest' }] },
    };
    const path = `/api/v1/namespaces/${namespace}/pods`;
    const refused = host.api.ask({ method: 'POST', path, body }, within());
    await expect(refused).rejects.toThrow(/quota/);
  });

  test('a node that has lost its pod is broken, not ready', async () => {
    const { namespace, pod } = placesOf(environment.id).node;
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}`;
    await host.api.ask({ method: 'DELETE', path }, within());
    const state = async (): Promise<string | undefined> =>
      (await provider.find(environment.owner, within()))?.state;
    await expect.poll(state, { timeout: 30_000 }).toBe('broken');
  });
});
