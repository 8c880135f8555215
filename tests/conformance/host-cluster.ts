import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';

const clusterMs = 5 * 60_000;
const importMs = 10 * 60_000;
const networkMs = 60_000;
const commandMs = 30_000;

/** A kind cluster of a test's own that can carry environments. */
export interface HostCluster {
  /** Path of an administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Name of the container that is its only machine. */
  readonly machine: string;
  /** Brings an image of the engine to it. */
  readonly importImage: (image: string) => Promise<void>;
  /** Runs a command on it as root. */
  readonly run: (command: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Makes one and gives it the bundle's images. On failure, and by `close`, nothing of it is left. */
export async function makeHostCluster(
  { tools, images }: Pick<RuntimeBundle, 'images' | 'tools'>,
  name: string,
): Promise<HostCluster> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `${name}-`));
  const kubeconfig = path.join(folder, 'config');
  const settings = path.join(folder, 'kind.yaml');
  const machine = `${name}-control-plane`;
  const kind = (args: readonly string[]): Promise<unknown> =>
    runCommand([tools.kind, ...args, '--name', name, '--kubeconfig', kubeconfig], {
      signal: AbortSignal.timeout(clusterMs),
      timeoutMs: clusterMs,
      env: { KIND_EXPERIMENTAL_DOCKER_NETWORK: name, KIND_EXPERIMENTAL_PROVIDER: 'docker' },
    });
  const run = async (command: readonly string[]): Promise<void> => {
    await runCommand(['docker', 'exec', machine, ...command], {
      signal: AbortSignal.timeout(commandMs),
      timeoutMs: commandMs,
    });
  };
  const close = async (): Promise<void> => {
    await kind(['delete', 'cluster']);
    await removeNetwork(name);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    // What an earlier run left that was killed.
    await kind(['delete', 'cluster']);
    await writeFile(settings, stringify(hostConfig(images.node)));
    await kind(['create', 'cluster', '--config', settings]);
    for (const image of Object.values(images)) await importImage(machine, image);
    return { kubeconfig, machine, importImage: (image) => importImage(machine, image), run, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The way to a cluster by the file that names it. */
export async function readKubeconfig(file: string): Promise<KubeConfig> {
  const config = new KubeConfig();
  config.loadFromString(await readFile(file, 'utf8'));
  return config;
}

/** The bundle's own node image carries the carrying cluster, too. */
function hostConfig(image: string): unknown {
  const kubelet = { kind: 'KubeletConfiguration', failCgroupV1: false };
  return {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    // The node image brings its own configuration for the container network.
    networking: { disableDefaultCNI: true, apiServerAddress: '127.0.0.1' },
    nodes: [{ role: 'control-plane', image, kubeadmConfigPatches: [stringify(kubelet)] }],
  };
}

/** There is no registry: the image goes from the engine into the machine's containerd. */
async function importImage(machine: string, image: string): Promise<void> {
  const pipe = 'set -o pipefail; docker save "$1" | docker exec -i "$2" ctr -n k8s.io images import -';
  await runCommand(['bash', '-c', pipe, 'import', image, machine], {
    signal: AbortSignal.timeout(importMs),
    timeoutMs: importMs,
  });
}

/** kind makes it with a cluster and leaves it; there is none when the cluster never came to be. */
async function removeNetwork(name: string): Promise<void> {
  const script = '! docker network inspect "$1" >/dev/null 2>&1 || docker network rm "$1"';
  await runCommand(['sh', '-c', script, 'remove-network', name], {
    signal: AbortSignal.timeout(networkMs),
    timeoutMs: networkMs,
  });
}
