import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { KubeConfig } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKubernetesTransport } from '#checkers/probes/kubernetes-transport.ts';
import type { Environment } from '#containers/contract/environment.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import type { CheckTarget } from '#site/server/checks/check-runner.ts';
import { ClusterSessions } from '#site/server/checks/cluster-sessions.ts';
import { ClusterPreviewSource } from '#site/server/previews/cluster-preview-source.ts';
import { ClusterSchemaSource } from '#site/server/schemas/cluster-schema-source.ts';
import { parseOpenApi, schemaOf } from '#site/server/schemas/read-open-api.ts';
import { drive } from '#tests/conformance/drive.ts';
import { asLearner, liveCreateMs, liveSpec, openLiveKind } from '#tests/conformance/live-kind.ts';

const live = await openLiveKind('desk');
const provider = await live.open();
const signal = new AbortController().signal;
let environment: Environment;
let target: CheckTarget;

beforeAll(async () => {
  const spec = { ...liveSpec, startState: 'eso' as const, externalSecrets: 'controller' as const };
  const plan = provider.plan(spec, { learner: 'deskbound', attempt: String(process.pid) });
  environment = await drive(provider.create(plan, signal));
  const lab = (await loadCatalog()).getLab('static-sync');
  target = { attempt: environment.owner.attempt, lab, values: {}, environment };
}, liveCreateMs);
afterAll(() => provider.destroy(environment.id, signal), 60_000);

test('the cluster says what its kinds look like', async () => {
  const source = new ClusterSchemaSource(new ClusterSessions());
  const kinds = await source.kinds(target, signal);
  for (const kind of [
    { apiVersion: 'v1', kind: 'Secret' },
    { apiVersion: 'apps/v1', kind: 'Deployment' },
    { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' },
  ]) {
    expect(kinds).toContainEqual(kind);
    const path = `${kind.apiVersion.includes('/') ? 'apis' : 'api'}/${kind.apiVersion}`;
    const address = (await source.index(target, signal)).get(path) ?? '';
    const schema = schemaOf(parseOpenApi(await source.document(target, address, signal)) ?? {}, kind);
    expect(Object.keys(schema?.root.properties ?? {})).toContain('metadata');
  }
});

test('a service answers through the API server; those of the platform are not offered', async () => {
  const script = `set -e
    kubectl -n external-secrets expose deployment external-secrets --name figures --port 80 --target-port 8080
    kubectl -n lab1 create service externalname away --external-name 169.254.169.254 --tcp 80
    kubectl -n external-secrets rollout status deployment/external-secrets --timeout 110s`;
  expect(await asLearner(environment, script)).toMatchObject({ exitCode: 0 });
  const source = new ClusterPreviewSource(new ClusterSessions());
  const services = await source.list(target, signal);
  const figures = { namespace: 'external-secrets', service: 'figures', port: 80 };
  expect(services).toContainEqual(figures);
  expect(services.map(({ service }) => service)).not.toContain('away');
  expect(services.map(({ namespace }) => namespace)).not.toContain('kube-system');
  const line = await source.connect(target, figures, signal);
  const text = await new Promise<string>((resolve, reject) => {
    const asked = http.get(
      { path: '/metrics', headers: { host: 'figures' }, createConnection: () => line },
      (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('error', reject);
        answer.on('end', () => resolve(body));
      },
    );
    asked.on('error', reject);
  });
  expect(text).toContain('go_goroutines');
  await expect(source.connect(target, { ...figures, port: 443 }, signal)).rejects.toThrow('no service');
}, 180_000);

test('of External Secrets the controller runs alone, until the learner installs it as the lesson says', async () => {
  const names =
    'kubectl -n external-secrets get deployments -o name && helm -n external-secrets get values external-secrets';
  expect(await asLearner(environment, names)).toMatchObject({
    exitCode: 0,
    stdout: 'deployment.apps/external-secrets\nUSER-SUPPLIED VALUES:\nnull\n',
  });
  const lesson = await readFile('site/snippets/external-secrets/10-install.sh', 'utf8');
  expect(await asLearner(environment, lesson)).toMatchObject({ exitCode: 0 });
  const { stdout } = await asLearner(environment, names);
  expect(stdout).toContain('deployment.apps/external-secrets-webhook\n');
  expect(stdout).toContain('deployment.apps/external-secrets-cert-controller\n');
});

test('the kubeconfig for outside reaches the cluster from this machine, as the learner', async () => {
  const config = new KubeConfig();
  config.loadFromString(await environment.kubeconfig(signal));
  const outside = createKubernetesTransport(config);
  const ask = (path: string) => outside({ method: 'GET', path }, signal);
  expect((await ask('/api/v1/namespaces/lab1/secrets')).status).toBe(200);
  const node = `${nameOf(environment.id)}-control-plane`;
  expect((await ask(`/api/v1/nodes/${node}/proxy/pods`)).status).toBe(403);
});
