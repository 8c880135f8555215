import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { RunIn } from '#containers/providers/run-in.ts';
import type { ClusterObject } from './cluster/ask-cluster.ts';

const collections: Readonly<Record<string, string>> = {
  ServiceAccount: '/api/v1/namespaces/kube-system/serviceaccounts',
  ConfigMap: '/api/v1/namespaces/kube-system/configmaps',
  Service: '/api/v1/namespaces/kube-system/services',
  Deployment: '/apis/apps/v1/namespaces/kube-system/deployments',
  DaemonSet: '/apis/apps/v1/namespaces/kube-system/daemonsets',
  Role: '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/roles',
  RoleBinding: '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/rolebindings',
  ClusterRole: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  ClusterRoleBinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
};

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});
const dnsPod = z.looseObject({ containers: z.tuple([z.looseObject({ readinessProbe: z.looseObject({}) })]) });
const dnsDeployment = manifest.extend({
  spec: z.looseObject({ replicas: z.number(), template: z.looseObject({ spec: dnsPod }) }),
});

/**
 * CoreDNS and kube-proxy as this cluster's own kubeadm would install them, fitted to one node. kubeadm installs them
 * last and CoreDNS twice, looked at every ten seconds; ours start with the API server.
 */
export async function readAddons(runInNode: RunIn, signal: AbortSignal): Promise<readonly ClusterObject[]> {
  const script =
    'for addon in kube-proxy coredns; do kubeadm init phase addon $addon --print-manifest --config /kind/kubeadm.conf || exit 1; done';
  const request = { command: ['sh', '-c', script], timeoutMs: 60_000 };
  const { exitCode, stdout, stderr } = await runInNode(request, signal);
  if (exitCode !== 0) throw unreadable(stderr);
  return parseAddons(stdout);
}

/** Reads what kubeadm printed. Fault ENVIRONMENT_CREATE for a kind of object that is not known here. */
export function parseAddons(text: string): readonly ClusterObject[] {
  // With patches for the control plane, kubeadm talks about them here, and forgets the end of a line.
  const yaml = text.replaceAll(/^\[patches\].*\n/gm, '').replaceAll(/^---(?=\S)/gm, '---\n');
  const documents = parseAllDocuments(yaml);
  return documents.map((document) => {
    const parsed = manifest.safeParse(document.toJS());
    const collection = parsed.success ? collections[parsed.data.kind] : undefined;
    if (!parsed.success || collection === undefined) throw unreadable(String(document).slice(0, 200));
    return { collection, manifest: parsed.data.kind === 'Deployment' ? fitDns(parsed.data) : parsed.data };
  });
}

/** The API server beside the kubelet, for pods that start before kube-proxy has made Services work. */
const apiServerOfNode = [
  { name: 'KUBERNETES_SERVICE_HOST', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
  { name: 'KUBERNETES_SERVICE_PORT', value: '6443' },
];

/** One replica for one node that waits for nothing, and a probe that sees at once when it answers, and then rests. */
function fitDns(object: z.infer<typeof manifest>): z.infer<typeof manifest> {
  const parsed = dnsDeployment.safeParse(object);
  if (!parsed.success) throw unreadable(z.prettifyError(parsed.error));
  const { spec } = parsed.data;
  const [container] = spec.template.spec.containers;
  const startupProbe = { ...container.readinessProbe, periodSeconds: 1, failureThreshold: 120 };
  const fitted = { ...container, startupProbe, env: apiServerOfNode };
  const template = { ...spec.template, spec: { ...spec.template.spec, containers: [fitted] } };
  return { ...parsed.data, spec: { ...spec, replicas: 1, template } };
}

function unreadable(what: string): Fault {
  return new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `kubeadm's own add-ons could not be read: ${what.slice(-300)}`,
    hint: 'This version of Kindlab does not fit the Kubernetes in its bundle; prepare the bundle again.',
  });
}
