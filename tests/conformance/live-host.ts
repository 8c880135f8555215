import { z } from 'zod';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { label } from '#containers/labels.ts';
import { HostApi } from '#containers/providers/kubernetes/host-api.ts';
import { inPod } from '#containers/providers/kubernetes/pod-exec.ts';
import type { Place } from '#containers/providers/kubernetes/places.ts';
import { KubernetesProvider } from '#containers/providers/kubernetes/kubernetes-provider.ts';
import { kubernetesSettings, type KubernetesSettings } from '#containers/providers/kubernetes/settings.ts';
import type { RunIn } from '#containers/providers/run-in.ts';
import { silentLog, systemClock } from '#containers/providers/surroundings.ts';
import { ensureBundle } from '#containers/runtime/ensure-bundle.ts';
import { makeHostCluster, readKubeconfig } from './host-cluster.ts';
import { liveBundleMs } from './live-kind.ts';

/** A Kubernetes cluster that carries environments. */
export interface LiveHost {
  readonly bundle: RuntimeBundle;
  readonly kubeconfig: string;
  readonly api: HostApi;
  readonly settings: (installation: string) => KubernetesSettings;
  /** Runs commands in a container of an environment, with the rights that its processes have. */
  readonly inside: (place: Place) => RunIn;
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
  const signal = AbortSignal.timeout(liveBundleMs);
  const bundle = await ensureBundle({ source: 'auto', vault: 'openbao', signal });
  const given = process.env.KINDLAB_HOST_KUBECONFIG;
  const made = given === undefined ? await makeHostCluster(bundle, `kindlab-host-${name}`) : undefined;
  const kubeconfig = given ?? made?.kubeconfig ?? '';
  const config = await readKubeconfig(kubeconfig);
  const api = new HostApi(config);
  const settings = (installation: string): KubernetesSettings =>
    kubernetesSettings.parse({ kubeconfig, installation });
  return {
    bundle,
    kubeconfig,
    api,
    settings,
    inside: (place) => inPod(config, place),
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
