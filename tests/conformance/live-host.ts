import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { label } from '#containers/labels.ts';
import { HostApi } from '#containers/providers/kubernetes/host-api.ts';
import { KubernetesProvider } from '#containers/providers/kubernetes/kubernetes-provider.ts';
import { kubernetesSettings, type KubernetesSettings } from '#containers/providers/kubernetes/settings.ts';
import { silentLog, systemClock } from '#containers/providers/surroundings.ts';
import { ensureBundle } from '#containers/runtime/ensure-bundle.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';

const bundleMs = 60 * 60_000;
const clusterMs = 5 * 60_000;
const importMs = 10 * 60_000;

/** A Kubernetes cluster that carries environments. */
export interface LiveHost {
  readonly bundle: RuntimeBundle;
  readonly kubeconfig: string;
  readonly api: HostApi;
  readonly settings: (installation: string) => KubernetesSettings;
  readonly open: (installation: string) => KubernetesProvider;
  /** Brings an image of the engine to the cluster's machine; one that was named has it already. */
  readonly importImage: (image: string) => Promise<void>;
  /** Runs a command as root on its machine; not on one that was named. */
  readonly onMachine: (command: readonly string[]) => Promise<void>;
  /** Of a machine of it. */
  readonly address: () => Promise<string>;
  /** Names of all namespaces of an installation. */
  readonly leftovers: (installation: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/**
 * One that `KINDLAB_HOST_KUBECONFIG` names and that has the bundle's images already; otherwise a kind cluster of this
 * test's own, which gets the images and goes with it.
 */
export async function openLiveHost(name: string): Promise<LiveHost> {
  const signal = AbortSignal.timeout(bundleMs);
  const bundle = await ensureBundle({ source: 'auto', vault: 'openbao', signal });
  const given = process.env.KINDLAB_HOST_KUBECONFIG;
  const made = given === undefined ? await makeHost(bundle, `kindlab-host-${name}`) : undefined;
  const kubeconfig = given ?? made?.kubeconfig ?? '';
  const config = new KubeConfig();
  config.loadFromString(await readFile(kubeconfig, 'utf8'));
  const api = new HostApi(config);
  const settings = (installation: string): KubernetesSettings =>
    kubernetesSettings.parse({ kubeconfig, installation });
  return {
    bundle,
    kubeconfig,
    api,
    settings,
    open: (installation) =>
      new KubernetesProvider({
        bundle,
        settings: settings(installation),
        clock: systemClock,
        log: silentLog,
      }),
    importImage: async (image) => made?.importImage(image),
    onMachine: async (command) => made?.run(command),
    address: async () => {
      const found = nodes.parse(await api.ask({ method: 'GET', path: '/api/v1/nodes' }, bounded()));
      const addresses = found.items.flatMap(({ status }) => status.addresses);
      return addresses.find(({ type }) => type === 'InternalIP')?.address ?? '127.0.0.1';
    },
    leftovers: async (installation) => {
      const query = { labelSelector: `${label.installation}=${installation}` };
      const found = await api.ask({ method: 'GET', path: '/api/v1/namespaces', query }, bounded());
      return namespaces.parse(found).items.map(({ metadata }) => metadata.name);
    },
    close: async () => made?.close(),
  };
}

const nodes = z.object({
  items: z.array(
    z.object({
      status: z.object({ addresses: z.array(z.object({ type: z.string(), address: z.string() })) }),
    }),
  ),
});
const namespaces = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });

const bounded = (): AbortSignal => AbortSignal.timeout(30_000);

interface MadeHost {
  readonly kubeconfig: string;
  readonly importImage: (image: string) => Promise<void>;
  readonly run: (command: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

async function makeHost({ tools, images }: RuntimeBundle, cluster: string): Promise<MadeHost> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-host-'));
  const kubeconfig = path.join(folder, 'config');
  const config = path.join(folder, 'kind.yaml');
  await writeFile(config, stringify(hostConfig(cluster, images.node)));
  const kind = (args: readonly string[]): Promise<unknown> =>
    runCommand([tools.kind, ...args, '--kubeconfig', kubeconfig], {
      signal: AbortSignal.timeout(clusterMs),
      timeoutMs: clusterMs,
      env: { KIND_EXPERIMENTAL_DOCKER_NETWORK: cluster, KIND_EXPERIMENTAL_PROVIDER: 'docker' },
    });
  const node = `${cluster}-control-plane`;
  const run = async (command: readonly string[]): Promise<void> => {
    await runCommand(['docker', 'exec', node, ...command], { signal: bounded(), timeoutMs: 30_000 });
  };
  const close = async (): Promise<void> => {
    await kind(['delete', 'cluster', '--name', cluster]);
    await runCommand(['docker', 'network', 'rm', cluster], { signal: bounded(), timeoutMs: 30_000 });
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await kind(['create', 'cluster', '--config', config]);
    for (const image of Object.values(images)) await importImage(node, image);
    return { kubeconfig, close, importImage: (image) => importImage(node, image), run };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The bundle's own node image carries the carrying cluster, too. */
function hostConfig(name: string, image: string): unknown {
  const kubelet = { kind: 'KubeletConfiguration', failCgroupV1: false };
  return {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name,
    networking: { disableDefaultCNI: true, apiServerAddress: '127.0.0.1' },
    nodes: [{ role: 'control-plane', image, kubeadmConfigPatches: [stringify(kubelet)] }],
  };
}

/** There is no registry: the image goes from the engine into the node's containerd. */
async function importImage(node: string, image: string): Promise<void> {
  const pipe = 'set -o pipefail; docker save "$1" | docker exec -i "$2" ctr -n k8s.io images import -';
  await runCommand(['bash', '-c', pipe, 'import', image, node], {
    signal: AbortSignal.timeout(importMs),
    timeoutMs: importMs,
  });
}
