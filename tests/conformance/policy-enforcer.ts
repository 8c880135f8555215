import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { HostApi, type Manifest } from '#containers/providers/kubernetes/host-api.ts';
import { imageOf } from '#containers/providers/kubernetes/pods.ts';
import { kubernetesSettings } from '#containers/providers/kubernetes/settings.ts';
import { systemClock } from '#containers/providers/surroundings.ts';
import { defaultCacheDir } from '#containers/runtime/cache-dir.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import { goToolchain } from '#containers/runtime/sources/packages/parts/go-toolchain.ts';
import { readKubeconfig, type HostCluster } from './host-cluster.ts';

const buildMs = 30 * 60_000;
const installMs = 5 * 60_000;
const pollMs = 500;
const name = 'kube-network-policies';
const program = `/usr/local/bin/${name}`;
const queue = '98';

/**
 * The network plugin of our node image connects pods and enforces nothing. kube-network-policies of Kubernetes' own network group
 * judges the first packet of every connection in a program of its own; the kernel hands it over. It would say so by
 * nftables, for which many kernels lack the module, and to packets that are sent on alone: iptables can do both, also for
 * what pods send to the machine itself, such as its API server.
 */
const script = `set -eu
ask() {
  iptables -w -t mangle -C "$@" 2>/dev/null || iptables -w -t mangle -A "$@"
}
ask FORWARD -m conntrack --ctstate NEW -j NFQUEUE --queue-num ${queue}
ask INPUT -i veth+ -m conntrack --ctstate NEW -j NFQUEUE --queue-num ${queue}
exec ${program} --hostname-override="$MACHINE" --nfqueue-id=${queue} --metrics-bind-address=127.0.0.1:9080`;

/** Builds the enforcer, starts it on the only machine of a cluster, and returns when policies count. */
export async function enforcePolicies(
  { kubeconfig, machine }: Pick<HostCluster, 'kubeconfig' | 'machine'>,
  { images }: Pick<RuntimeBundle, 'images'>,
): Promise<void> {
  const signal = AbortSignal.timeout(buildMs + installMs);
  await putProgram(machine, signal);
  const api = new HostApi(await readKubeconfig(kubeconfig));
  for (const [collection, manifest] of objects(images.node)) await api.apply(collection, manifest, signal);
  await awaitReady(api, AbortSignal.any([signal, AbortSignal.timeout(installMs)]));
}

/** From the modules in `enforcer/`, with a compiler's cache of its own: that of the bundle goes when a bundle is built. */
async function putProgram(machine: string, signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `${name}-`));
  const built = path.join(folder, name);
  try {
    const { command, env } = await goToolchain(path.join(defaultCacheDir(process.env), 'tests-go'), signal);
    const cwd = path.join(import.meta.dirname, 'enforcer');
    const argv = [command, 'build', '-trimpath', '-o', built, 'sigs.k8s.io/kube-network-policies/cmd'];
    await runCommand(argv, { signal, timeoutMs: buildMs, cwd, env });
    await runCommand(['docker', 'cp', built, `${machine}:${program}`], { signal, timeoutMs: installMs });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function objects(nodeImage: string): readonly (readonly [string, Manifest])[] {
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const namespace = 'kube-system';
  const labels = { app: name };
  const role: Manifest = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name },
    rules: [
      { apiGroups: [''], resources: ['pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['list', 'watch'] },
    ],
  };
  const binding: Manifest = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  };
  const container = {
    name,
    image: imageOf(kubernetesSettings.parse({}), nodeImage),
    imagePullPolicy: 'Never',
    command: ['sh', '-c', script],
    env: [{ name: 'MACHINE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
    securityContext: { privileged: true },
    // From the moment that somebody takes the kernel's packets.
    readinessProbe: {
      exec: { command: ['grep', '-q', `^ *${queue} `, '/proc/net/netfilter/nfnetlink_queue'] },
      periodSeconds: 1,
    },
    volumeMounts: [{ name: 'program', mountPath: program, readOnly: true }],
  };
  const daemons: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          hostNetwork: true,
          tolerations: [{ operator: 'Exists' }],
          serviceAccountName: name,
          containers: [container],
          volumes: [{ name: 'program', hostPath: { path: program, type: 'File' } }],
        },
      },
    },
  };
  return [
    [
      `/api/v1/namespaces/${namespace}/serviceaccounts`,
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    ],
    [`${rbac}/clusterroles`, role],
    [`${rbac}/clusterrolebindings`, binding],
    [`/apis/apps/v1/namespaces/${namespace}/daemonsets`, daemons],
  ];
}

const daemonSet = z.object({
  status: z.object({ numberReady: z.number().default(0) }).default({ numberReady: 0 }),
});

async function awaitReady(api: HostApi, signal: AbortSignal): Promise<void> {
  const path = `/apis/apps/v1/namespaces/kube-system/daemonsets/${name}`;
  for (;;) {
    const { status } = daemonSet.parse(await api.ask({ method: 'GET', path }, signal));
    if (status.numberReady > 0) return;
    await systemClock.wait(pollMs, signal);
  }
}
