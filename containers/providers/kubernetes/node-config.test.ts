import { parseAllDocuments } from 'yaml';
import { describe, expect, test } from 'vitest';
import { planEnvironment } from '#containers/providers/plan.ts';
import { kubeadmConfig, networkConfig } from './node-config.ts';
import { environmentObjects } from './manifests.ts';
import { kubernetesSettings } from './settings.ts';

const settings = kubernetesSettings.parse({ runtimeClass: 'kata', storageClass: 'fast' });
const plan = planEnvironment(
  {
    lab: 'static-sync',
    startState: 'bare',
    namespaces: ['lab1'],
    egress: 'denied',
    leaseMs: 3_600_000,
    limits: { nodeMemoryMiB: 2048, workspaceMemoryMiB: 512, vaultMemoryMiB: 256, workspacePids: 256 },
  },
  { learner: 'a b@example.org', attempt: 'one' },
  { installation: 'test', images: { node: 'k/node:1', vault: 'k/vault:1', workspace: 'k/workspace:1' } },
);

const documents = new Map(
  parseAllDocuments(kubeadmConfig({ plan, kubernetes: '1.34.4', address: '10.1.2.3', settings })).map(
    (document) => {
      const value = document.toJS() as Record<string, unknown> & { kind: string };
      return [value.kind, value];
    },
  ),
);

describe('what kubeadm reads in a pod', () => {
  test('names the node as its Service, so that the certificate fits for both', () => {
    expect(documents.get('ClusterConfiguration')).toMatchObject({
      controlPlaneEndpoint: `${plan.clusterName}-control-plane:6443`,
      kubernetesVersion: 'v1.34.4',
      networking: { podSubnet: '10.222.0.0/24', serviceSubnet: '10.223.0.0/20' },
    });
    expect(documents.get('InitConfiguration')).toMatchObject({
      localAPIEndpoint: { advertiseAddress: '10.1.2.3' },
      nodeRegistration: { name: `${plan.clusterName}-control-plane`, taints: [] },
    });
  });

  test("has the patches of our kind clusters, in the newer format's lists", () => {
    const cluster = documents.get('ClusterConfiguration');
    expect(cluster?.controllerManager).toMatchObject({
      extraArgs: expect.arrayContaining([
        { name: 'leader-elect', value: 'false' },
        { name: 'enable-hostpath-provisioner', value: 'true' },
      ]) as unknown,
    });
    expect(cluster?.etcd).toMatchObject({
      local: {
        extraArgs: expect.arrayContaining([{ name: 'unsafe-no-fsync', value: 'true' }]) as unknown,
      },
    });
    expect(documents.get('InitConfiguration')?.skipPhases).toContain('bootstrap-token');
    expect(documents.get('KubeletConfiguration')).toMatchObject({
      failCgroupV1: false,
      cgroupRoot: '/kubelet',
    });
  });

  test('hands out the first /24 of a larger range', () => {
    expect(networkConfig('10.222.0.0/16')).toContain('"subnet":"10.222.0.0/24"');
  });
});

describe('the objects of an environment', () => {
  const objects = environmentObjects(plan, settings, {
    product: 'openbao',
    tokens: { learner: 'lab-secret', platform: 'kindlab-secret' },
  });
  const spec = (kind: string, name: string): unknown =>
    objects.find(({ manifest }) => manifest.kind === kind && manifest.metadata.name === name)?.manifest.spec;

  test('the policy and the quota are there before anything runs', () => {
    expect(objects.slice(0, 2).map(({ manifest }) => manifest.kind)).toEqual([
      'NetworkPolicy',
      'ResourceQuota',
    ]);
    expect(spec('ResourceQuota', 'environment')).toMatchObject({
      hard: { pods: '2', 'services.nodeports': '0', 'limits.memory': '2832Mi', persistentvolumeclaims: '1' },
    });
  });

  test('without egress it reaches itself and names only', () => {
    const { egress } = spec('NetworkPolicy', 'environment') as { egress: unknown[] };
    expect(egress).toHaveLength(2);
    expect(JSON.stringify(egress)).not.toContain('0.0.0.0/0');
  });

  test('classes go to both pods, the volume to the node, and no pod has a service account', () => {
    for (const name of ['cluster', 'desk']) {
      expect(spec('StatefulSet', name)).toMatchObject({
        template: { spec: { runtimeClassName: 'kata', automountServiceAccountToken: false } },
      });
    }
    expect(JSON.stringify(spec('StatefulSet', 'cluster'))).toContain('"storageClassName":"fast"');
  });

  test("the platform's token is where nobody but the auditor sees it", () => {
    const { template } = spec('StatefulSet', 'desk') as { template: { spec: DeskPod } };
    const { containers, volumes } = template.spec;
    const [holder, ...others] = volumes.filter((volume) => /"key":"platform"/.test(JSON.stringify(volume)));
    expect(others).toEqual([]);
    const seeing = containers.filter(({ volumeMounts }) =>
      volumeMounts.some(({ name }) => name === holder?.name),
    );
    expect(seeing.map(({ name }) => name)).toEqual(['auditor']);
    expect(JSON.stringify(containers)).not.toMatch(/kindlab-secret|"key":"platform"/);
    expect(template.spec.shareProcessNamespace).toBeUndefined();
    expect(JSON.stringify(spec('StatefulSet', 'cluster'))).not.toContain('vault-tokens');
  });
});

interface DeskPod {
  readonly containers: readonly {
    readonly name: string;
    readonly volumeMounts: readonly { readonly name: string }[];
  }[];
  readonly volumes: readonly { readonly name: string }[];
  readonly shareProcessNamespace?: boolean;
}
