import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Environment } from '#containers/contract/environment.ts';
import { apiAnswers } from '#containers/providers/kind/cluster/api-answers.ts';
import { drive } from '#tests/conformance/drive.ts';
import { openLiveHost } from '#tests/conformance/live-host.ts';
import { asLearner, liveSpec } from '#tests/conformance/live-kind.ts';
import { testProvider } from '#tests/conformance/provider.ts';
import { placesOf } from './places.ts';

const host = await openLiveHost('conformance');
const createMs = 240_000;
const noAbort = (): AbortSignal => new AbortController().signal;
const within = (): AbortSignal => AbortSignal.timeout(30_000);
/** Whether the carrying cluster's network plugin does what NetworkPolicies say; the one of our node image does not. */
const enforces = process.env.KINDLAB_HOST_ENFORCES_POLICIES === '1';

afterAll(() => host.close(), 120_000);

testProvider('kubernetes', {
  open: () => Promise.resolve(host.open('conformance')),
  leftovers: () => host.leftovers('conformance'),
  spec: liveSpec,
  createMs,
  prompt: '❯',
});

describe('kubernetes: what carries an environment stays out of its reach', () => {
  const installation = 'boundary';
  const provider = host.open(installation);
  const environments: Environment[] = [];
  const first = (): Environment => environments[0] ?? expect.fail('there is no environment');
  const pods = z.object({ items: z.array(z.object({ status: z.object({ podIP: z.string() }) })) });

  beforeAll(async () => {
    const attempts = enforces ? ['one', 'two'] : ['one'];
    for (const attempt of attempts) {
      const plan = provider.plan(liveSpec, { learner: 'boundary', attempt });
      environments.push(await drive(provider.create(plan, noAbort())));
    }
  }, createMs * 2);
  afterAll(() => Promise.all(environments.map(({ id }) => provider.destroy(id, noAbort()))), 120_000);

  test('the platform reaches the cluster and Vault inside', async () => {
    const { kubernetes, vault } = await first().access(within());
    expect(await apiAnswers(kubernetes, within())).toBe(true);
    const headers = { 'X-Vault-Token': vault.token };
    const answer = await fetch(`${vault.address}/v1/auth/token/lookup-self`, { headers });
    expect(answer.status).toBe(200);
  });

  test('the workspace is nobody in the carrying cluster, and holds no token of the platform', async () => {
    const { vault } = await first().access(within());
    const seen = await asLearner(first(), 'ls -A /var/run/secrets 2>&1; env; grep Cap /proc/self/status');
    expect(seen.stdout).not.toContain('serviceaccount');
    expect(seen.stdout).not.toContain(vault.token);
    expect(seen.stdout).toMatch(/CapEff:\s+0{16}/);
    expect(seen.stdout).toMatch(/CapBnd:\s+0{16}/);
  });

  test('Vault writes what it was asked, the learner reads it, and nobody rewrites it', async () => {
    await asLearner(first(), 'vault kv put secret/seen value=1');
    const chunks: Uint8Array[] = [];
    for await (const chunk of await first().auditLog(within())) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString('utf8')).toContain('secret/data/seen');
    const written = await asLearner(
      first(),
      'tail -n 1 /vault/audit/audit.log && echo x >>/vault/audit/audit.log',
    );
    expect(written.stdout).toContain('"type"');
    expect(written.exitCode).not.toBe(0);
  });

  test('a further pod has no room in its namespace', async () => {
    const { namespace } = placesOf(first().id).node;
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
    const { namespace, pod } = placesOf(first().id).node;
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}`;
    await host.api.ask({ method: 'DELETE', path }, within());
    const state = async (): Promise<string | undefined> =>
      (await provider.find(first().owner, within()))?.state;
    await expect.poll(state, { timeout: 30_000 }).toBe('broken');
  });

  // Nothing would hold it where policies are not enforced; docs/operating.md says so.
  if (enforces)
    test('one environment can not reach another', async () => {
      const [, second] = environments;
      const path = `/api/v1/namespaces/${placesOf(second?.id ?? '').node.namespace}/pods`;
      const { items } = pods.parse(await host.api.ask({ method: 'GET', path }, within()));
      for (const { status } of items) {
        const dial = `timeout 3 bash -c 'echo >/dev/tcp/${status.podIP}/8200' || timeout 3 bash -c 'echo >/dev/tcp/${status.podIP}/6443'`;
        expect((await asLearner(first(), dial)).exitCode).not.toBe(0);
      }
    });
});
