import { stringify } from 'yaml';
import type { Plan } from '#containers/contract/environment.ts';
import { kubeadmPatches } from '#containers/providers/kind/cluster-config.ts';
import type { KubernetesSettings } from './settings.ts';

/** The name of an environment's only node; it is also the name of the Service that leads to its API server. */
export function nodeNameOf(plan: Pick<Plan, 'clusterName'>): string {
  return `${plan.clusterName}-control-plane`;
}

interface NodeFacts {
  readonly plan: Plan;
  readonly kubernetes: string;
  readonly address: string;
  readonly settings: Pick<KubernetesSettings, 'innerPods' | 'innerServices'>;
}

type Fields = Readonly<Record<string, unknown>>;

/** What kubeadm reads in the node: what kind would write, with the patches that our own clusters have everywhere. */
export function kubeadmConfig({ plan, kubernetes, address, settings }: NodeFacts): string {
  const apiVersion = 'kubeadm.k8s.io/v1beta4';
  const documents: readonly Fields[] = [
    {
      apiVersion,
      kind: 'ClusterConfiguration',
      clusterName: plan.clusterName,
      kubernetesVersion: `v${kubernetes.replace(/^v/, '')}`,
      controlPlaneEndpoint: `${nodeNameOf(plan)}:6443`,
      apiServer: { certSANs: ['localhost', '127.0.0.1'] },
      controllerManager: { extraArgs: { 'enable-hostpath-provisioner': 'true' } },
      networking: { podSubnet: settings.innerPods, serviceSubnet: settings.innerServices },
    },
    {
      apiVersion,
      kind: 'InitConfiguration',
      localAPIEndpoint: { advertiseAddress: address, bindPort: 6443 },
      nodeRegistration: {
        name: nodeNameOf(plan),
        criSocket: 'unix:///run/containerd/containerd.sock',
        // The only node takes the learner's pods.
        taints: [],
        kubeletExtraArgs: { 'node-ip': address },
      },
    },
    {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      cgroupDriver: 'systemd',
      cgroupRoot: '/kubelet',
      evictionHard: { 'imagefs.available': '0%', 'nodefs.available': '0%', 'nodefs.inodesFree': '0%' },
      failSwapOn: false,
      imageGCHighThresholdPercent: 100,
    },
    {
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      mode: 'iptables',
      conntrack: { maxPerCore: 0 },
      iptables: { minSyncPeriod: '1s' },
    },
  ];
  return documents.map((document) => stringify(withArgumentLists(patched(document)))).join('---\n');
}

function patched(document: Fields): Fields {
  const patch = kubeadmPatches.find(({ kind }) => kind === document.kind);
  return patch === undefined ? document : merge(document, patch);
}

function merge(base: Fields, patch: Fields): Fields {
  const merged = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const before = merged[key];
    merged[key] = isFields(before) && isFields(value) ? merge(before, value) : value;
  }
  return merged;
}

/** kubeadm's newer format lists arguments, where kind's patches name them. */
function withArgumentLists(value: unknown): unknown {
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      /ExtraArgs$|^extraArgs$/.test(key) && isFields(inner)
        ? Object.entries(inner).map(([name, argument]) => ({ name, value: argument }))
        : withArgumentLists(inner),
    ]),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first /24 of the pods' addresses, which the node's network plugin hands out. */
export function networkConfig(innerPods: string): string {
  const subnet = innerPods.replace(/\/\d+$/, '/24');
  return JSON.stringify({
    cniVersion: '0.3.1',
    name: 'kindlab',
    plugins: [
      {
        type: 'ptp',
        ipMasq: true,
        ipam: {
          type: 'host-local',
          dataDir: '/run/cni-ipam-state',
          ranges: [[{ subnet }]],
          routes: [{ dst: '0.0.0.0/0' }],
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  });
}
