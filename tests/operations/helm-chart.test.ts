import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import { rights } from '#containers/providers/kubernetes/rights.ts';
import { imageOf } from '#containers/providers/kubernetes/pods.ts';
import { parseRecord } from '#containers/runtime/bundle-record.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import { chartValuesJsonSchema } from '#site/cli/config/chart-values.ts';
import { parseConfig } from '#site/cli/config/read-config.ts';
import { chartValues } from '#site/cli/image-command.ts';
import { parseServeFlags, settingsFrom } from '#site/cli/serve-options.ts';
import { clusterTools } from '#tests/support/cluster-tools.ts';

const chart = path.resolve(import.meta.dirname, '../../docs/operations/helm/kindlab');
const helm = path.join(await clusterTools(), 'helm');
const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-chart-'));
afterAll(() => rm(folder, { recursive: true }));

const images = { node: 'kindlab/node:1', vault: 'kindlab/vault:2', workspace: 'kindlab/workspace:3' };
const bundle = parseRecord(
  JSON.stringify({
    bundle: {
      format: 1,
      recipe: '0123456789abcdef',
      source: 'packages',
      createdAt: '2026-01-01T00:00:00.000Z',
      versions: {
        ...{ kubernetes: '1.34.4', externalSecrets: '0.20.4', kind: '0.33.0' },
        ...{ vault: '2.7.2', vaultProduct: 'openbao', helm: '4.1.4' },
      },
      images,
      tools: { kind: '/somewhere/kind' },
    },
    imageIds: images,
    steps: [],
  }),
);
const usual = {
  ...chartValues({ image: 'kindlab/server:4', bundle }),
  origin: 'https://lab.example',
  database: { url: 'postgres://kindlab:secret@db.example/kindlab' },
};

interface Pod {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: Record<string, unknown>;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}
interface Container {
  readonly image: string;
  readonly args?: readonly string[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources: { readonly limits?: { readonly memory?: string } };
  readonly securityContext: Record<string, unknown>;
  readonly livenessProbe?: { readonly httpGet?: { readonly path: string; readonly port: string } };
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
}
interface Found {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Record<string, string>;
  readonly rules?: readonly { apiGroups: string[]; resources: string[]; verbs: string[] }[];
  readonly spec?: { readonly template?: { readonly metadata: { annotations: object }; readonly spec: Pod } };
}

let turn = 0;
async function withValues(command: 'lint' | 'template', values: object): Promise<string> {
  turn += 1;
  const file = path.join(folder, `values-${String(turn)}.yaml`);
  await writeFile(file, stringify(values));
  const args = command === 'lint' ? ['lint', chart, '--strict'] : ['template', 'class', chart];
  const argv = [helm, ...args, '--namespace', 'lab', '--values', file];
  return runCommand(argv, { signal: AbortSignal.timeout(60_000), timeoutMs: 60_000 });
}

async function render(more: object = {}): Promise<readonly Found[]> {
  const text = await withValues('template', { ...usual, ...more });
  return parseAllDocuments(text).flatMap((document) => (document.toJS() as Found | null) ?? []);
}

function only(found: readonly Found[], kind: string): Found {
  const [first, ...others] = found.filter((each) => each.kind === kind);
  expect(others.map(({ metadata }) => metadata.name)).toEqual([]);
  return first ?? expect.fail(`there is no ${kind}`);
}

describe('the Helm chart', () => {
  test('passes Helm’s own examination, and its schema is the one that is published', async () => {
    expect(await withValues('lint', usual)).toContain('0 chart(s) failed');
    const schema: unknown = JSON.parse(await readFile(path.join(chart, 'values.schema.json'), 'utf8'));
    expect(schema, 'kindlab config schema --chart').toEqual(
      JSON.parse(JSON.stringify(chartValuesJsonSchema())),
    );
  });

  test.each([
    ['a number out of range', { replicas: 0 }, /replicas/],
    ['a value that there is not', { replica: 2 }, /replica/],
    ['an origin that is none', { origin: 'lab.example' }, /origin/],
    ['a setting that the chart decides', { config: { runtime: { provider: 'kind' } } }, /runtime/],
    ['a setting that there is not', { config: { labs: { leaseMinute: 5 } } }, /leaseMinute/],
    ['no bundle', { bundle: {} }, /bundle/],
    ['no database', { database: {} }, /database\.existingSecret, or postgres\.enabled/],
    ['no image', { image: {} }, /kindlab image build/],
  ])('refuses %s', async (_, values, says) => {
    await expect(render(values)).rejects.toThrow(says);
  });

  test('gives the server’s account each right that the provider uses, and nothing more', async () => {
    const flat = (group: string, resource: string, verbs: readonly string[]): readonly string[] =>
      verbs.map((verb) => `${verb} ${resource} ${group}`);
    const granted = (only(await render(), 'ClusterRole').rules ?? []).flatMap(
      ({ apiGroups, resources, verbs }) =>
        apiGroups.flatMap((group) => resources.flatMap((resource) => flat(group, resource, verbs))),
    );
    const used = rights.flatMap(({ group, resource, verbs }) => flat(group, resource, verbs));
    expect(granted.toSorted()).toEqual(used.toSorted());
  });

  test('writes settings that the server takes, with what the chart decides before what is said', async () => {
    const config = {
      auth: { oidc: { issuer: 'https://id.example', clientId: 'kindlab', clientSecretFile: '/x' } },
      server: { allowedOrigins: ['https://other.example'] },
      labs: { parkHours: 5 },
      kubernetes: { diskGiB: 20 },
    };
    const found = await render({
      config,
      pool: { size: 3, startsAtOnce: 8 },
      metrics: { enabled: true },
      labs: { runtimeClass: 'kata', nodeSelector: { pool: 'labs' } },
    });
    const map = found.find(({ kind }) => kind === 'ConfigMap')?.data ?? {};
    const parsed = parseConfig(map['kindlab.yaml'] ?? '', 'kindlab.yaml');
    expect(parsed.data?.databaseUrlFile).toBe('/run/secrets/kindlab/database/url');
    expect(settingsFrom(parseServeFlags({}), { ...parsed, auth: { mode: 'accounts' } })).toMatchObject({
      provider: 'kubernetes',
      host: '0.0.0.0',
      auth: 'accounts',
      poolSize: 3,
      startsAtOnce: 8,
      parkHours: 5,
      allowedOrigins: ['https://lab.example', 'https://other.example'],
      kubernetes: {
        installation: 'lab-class',
        diskGiB: 20,
        runtimeClass: 'kata',
        nodeSelector: { pool: 'labs' },
      },
    });
    expect(parsed.auth).toMatchObject({ mode: 'accounts', ...config.auth });
    expect(parseRecord(map['bundle.json'] ?? '').bundle.images).toEqual(images);
  });

  test('runs nothing that has power, room without end, or a version that floats', async () => {
    const found = await render({ postgres: { enabled: true }, metrics: { enabled: true } });
    const pods = found.flatMap(({ kind, spec }) =>
      spec?.template === undefined ? [] : [{ kind, pod: spec.template.spec }],
    );
    expect(pods.map(({ kind }) => kind).toSorted()).toEqual(['DaemonSet', 'Deployment', 'StatefulSet']);
    for (const { kind, pod } of pods) {
      expect(pod.securityContext, kind).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
        expect(container.securityContext, container.image).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(container.resources.limits?.memory, container.image).toBeDefined();
        expect(container.image).toMatch(/:(?!latest$)[^:/]+$/);
      }
    }
  });

  test('stops a server no sooner than it can have handed over', async () => {
    const pod = only(await render(), 'Deployment').spec?.template?.spec;
    const [server] = pod?.containers ?? [];
    const stopMs = 5;
    const forget = server?.lifecycle?.preStop.sleep.seconds ?? Number.NaN;
    expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(forget + stopMs);
    const [command, flag, address] = server?.args ?? [];
    expect([command, flag]).toEqual(['serve', '--replica-address']);
    expect(parseServeFlags({ replicaAddress: address })).toBeDefined();
  });

  test('starts a server again for what its own process does not answer, and for nothing else', async () => {
    const [server] = only(await render(), 'Deployment').spec?.template?.spec.containers ?? [];
    const [flag, port] = server?.args?.slice(-2) ?? [];
    expect(flag).toBe('--liveness-port');
    expect(parseServeFlags({ livenessPort: port })).toMatchObject({ livenessPort: Number(port) });
    const asked = server?.livenessProbe?.httpGet;
    expect(asked?.path).toBe('/healthz');
    expect(server?.ports).toContainEqual({ name: asked?.port, containerPort: Number(port) });
  });

  test('brings the images that labs ask for, under the names by which they do', async () => {
    const imagePrefix = 'registry.example.org/team';
    const pod = only(await render({ imagePrefix }), 'DaemonSet').spec?.template?.spec;
    expect((pod?.initContainers ?? []).map(({ image }) => image).toSorted()).toEqual(
      Object.values(images)
        .map((image) => imageOf({ imagePrefix }, image))
        .toSorted(),
    );
  });

  test('has of everything only what is asked for', async () => {
    const kinds = async (more: object): Promise<readonly string[]> =>
      (await render(more)).map(({ kind }) => kind);
    const plain = await kinds({});
    expect(plain).toEqual(expect.arrayContaining(['PodDisruptionBudget', 'NetworkPolicy', 'Secret']));
    for (const kind of ['Ingress', 'StatefulSet']) expect(plain).not.toContain(kind);
    const lean = await kinds({
      replicas: 1,
      database: { existingSecret: 'mine' },
      persistence: { existingClaim: 'mine' },
      networkPolicy: { enabled: false },
      prepull: { enabled: false },
      serviceAccount: { create: false, name: 'mine' },
      rbac: { create: false, confine: false },
    });
    expect(lean.toSorted()).toEqual(['ConfigMap', 'Deployment', 'Service']);
    const config = { server: { previewOrigin: 'https://previews.example' } };
    const ingress = only(await render({ ingress: { enabled: true }, config }), 'Ingress');
    const { rules } = z.object({ rules: z.array(z.object({ host: z.string() })) }).parse(ingress.spec);
    expect(rules.map(({ host }) => host)).toEqual(['lab.example', '*.previews.example']);
  });

  test('replaces servers when their settings change, and only then', async () => {
    const annotations = async (more: object): Promise<object | undefined> =>
      only(await render(more), 'Deployment').spec?.template?.metadata.annotations;
    expect(await annotations({})).toEqual(await annotations({ replicas: 3 }));
    expect(await annotations({})).not.toEqual(await annotations({ pool: { size: 1 } }));
  });

  test('says in values.yaml everything that its schema knows', async () => {
    const values = Object.keys(parse(await readFile(path.join(chart, 'values.yaml'), 'utf8')) as object);
    const { properties } = z
      .object({ properties: z.record(z.string(), z.unknown()) })
      .parse(chartValuesJsonSchema());
    expect([...values, 'global'].toSorted()).toEqual(Object.keys(properties).toSorted());
  });
});
