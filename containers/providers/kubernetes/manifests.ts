import type { VaultProduct } from '#containers/contract/bundle.ts';
import type { Plan } from '#containers/contract/environment.ts';
import { label } from '#containers/labels.ts';
import { vaultConfig } from '#containers/providers/kind/vault-settings.ts';
import type { VaultTokens } from '#containers/providers/kind/vault.ts';
import type { Manifest } from './host-api.ts';
import { ownerKey, ownerKeyOf, recordLabels } from './lab-record.ts';
import { nodeNameOf } from './node-config.ts';
import { clusterPod, deskPod, limitsOf } from './pods.ts';
import { namespaceOf, secretName, sets, vaultConfigName } from './places.ts';
import type { KubernetesSettings } from './settings.ts';

/** An object of an environment, with the collection in its namespace that it belongs to. */
export interface Placed {
  readonly collection: string;
  readonly manifest: Manifest;
}

/** The namespace itself: its annotations are the environment's record. */
export function namespaceManifest(plan: Plan, annotations: Readonly<Record<string, string>>): Manifest {
  const labels = {
    ...recordLabels(plan.labels),
    [ownerKey]: ownerKeyOf(plan.owner),
    // A node that runs pods of its own is privileged; what the learner may do in it is bounded from inside.
    'pod-security.kubernetes.io/enforce': 'privileged',
  };
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespaceOf(plan.id), labels, annotations },
  };
}

interface VaultFacts {
  readonly product: VaultProduct;
  readonly tokens: VaultTokens;
}

/** Everything in the namespace, in the order in which it has to be made. */
export function environmentObjects(
  plan: Plan,
  settings: KubernetesSettings,
  { product, tokens }: VaultFacts,
): readonly Placed[] {
  const core = `/api/v1/namespaces/${namespaceOf(plan.id)}`;
  const network = `/apis/networking.k8s.io/v1/namespaces/${namespaceOf(plan.id)}/networkpolicies`;
  const apps = `/apis/apps/v1/namespaces/${namespaceOf(plan.id)}/statefulsets`;
  return [
    { collection: network, manifest: isolation(plan) },
    { collection: `${core}/resourcequotas`, manifest: quota(plan, settings) },
    {
      collection: `${core}/secrets`,
      manifest: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: secretName },
        stringData: { learner: tokens.learner, platform: tokens.platform },
      },
    },
    {
      collection: `${core}/configmaps`,
      manifest: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: vaultConfigName },
        data: { 'audit.hcl': vaultConfig(product) },
      },
    },
    { collection: `${core}/services`, manifest: service('vault', sets.desk, 8200) },
    { collection: `${core}/services`, manifest: service(nodeNameOf(plan), sets.cluster, 6443) },
    { collection: apps, manifest: statefulSet(plan, sets.desk, deskPod(plan, settings)) },
    { collection: apps, manifest: statefulSet(plan, sets.cluster, clusterPod(plan, settings)) },
  ];
}

/** A name for the one pod behind it, from the moment that it has an address. */
function service(name: string, part: string, port: number): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: { [label.part]: part },
      ports: [{ name: 'main', port, protocol: 'TCP' }],
    },
  };
}

function statefulSet(plan: Plan, part: string, spec: Readonly<Record<string, unknown>>): Manifest {
  const labels = { ...recordLabels(plan.labels), [label.part]: part };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: part, labels },
    spec: {
      replicas: 1,
      serviceName: part === sets.desk ? 'vault' : nodeNameOf(plan),
      selector: { matchLabels: { [label.part]: part } },
      // A new version of the platform never changes an environment that a learner works in.
      updateStrategy: { type: 'OnDelete' },
      template: { metadata: { labels }, spec },
    },
  };
}

/** As much as its pods take, and nothing besides: no further pod, no port or address of the carrying cluster. */
function quota(plan: Plan, settings: KubernetesSettings): Manifest {
  const { memoryMiB, cpus } = limitsOf(plan);
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'environment' },
    spec: {
      hard: {
        pods: '2',
        services: '2',
        'services.nodeports': '0',
        'services.loadbalancers': '0',
        persistentvolumeclaims: settings.storageClass === undefined ? '0' : '1',
        'limits.memory': `${String(memoryMiB)}Mi`,
        'limits.cpu': String(cpus),
      },
    },
  };
}

const privateRanges = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

/** An environment reaches itself, the names of the carrying cluster, and, if it may, what is not near. */
function isolation(plan: Plan): Manifest {
  const dns = [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ];
  const names = {
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
    ports: dns,
  };
  const outside = [
    { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: privateRanges } }] },
    // The resolver that machines of the carrying cluster use may be near.
    { ports: dns },
  ];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'environment' },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: {} }] }],
      egress: [{ to: [{ podSelector: {} }] }, names, ...(plan.spec.egress === 'denied' ? [] : outside)],
    },
  };
}
