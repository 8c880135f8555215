import type { HostApi, Manifest } from '#containers/providers/kubernetes/host-api.ts';
import { unlessStatus } from '#containers/providers/kubernetes/host-api.ts';
import { imageOf } from '#containers/providers/kubernetes/pods.ts';
import type { Place } from '#containers/providers/kubernetes/places.ts';
import { podFacts } from './host-pods.ts';
import type { LiveHost } from './live-host.ts';
import type { Door } from './knock.ts';

const port = 80;
/** Where clouds hand out credentials of the machine. */
const metadata = '169.254.169.254';
/** Set aside for documentation: no real network has it. */
const faraway = '198.51.100.9';
const startMs = 120_000;

/** Others on a carrying cluster, who serve something and are nobody's lab. */
export interface Strangers {
  /** A pod of theirs, to knock from. */
  readonly place: Place;
  /** What is near: none of it is a learner's business. */
  readonly near: Readonly<Record<'machine' | 'metadata' | 'pod' | 'service', Door>>;
  /** Stands for what is not near: no private address. */
  readonly far: Door;
  readonly close: () => Promise<void>;
}

/** Moves them in: a pod with its service, and one that serves on all addresses of its machine, with two more of those. */
export async function inviteStrangers({ api, settings, bundle }: LiveHost): Promise<Strangers> {
  const namespace = `kindlab-strangers-${String(process.pid)}`;
  const path = `/api/v1/namespaces/${namespace}`;
  const signal = AbortSignal.timeout(startMs);
  const image = imageOf(settings('strangers'), bundle.images.workspace);
  const serve = `exec busybox httpd -f -p ${String(port)}`;
  const addresses = [metadata, faraway].map((address) => `ip addr add ${address}/32 dev lo`).join('; ');
  const objects: readonly (readonly [string, Manifest])[] = [
    ['/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }],
    [`${path}/pods`, pod('neighbour', { image, script: serve })],
    [`${path}/pods`, pod('machine', { image, script: `${addresses}; ${serve}`, hostNetwork: true })],
    [
      `${path}/services`,
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'neighbour' },
        spec: { selector: { app: 'neighbour' }, ports: [{ port }] },
      },
    ],
  ];
  const close = (): Promise<void> => moveOut(api, path);
  try {
    for (const [collection, manifest] of objects) await api.apply(collection, manifest, signal);
    const [theirs, machine] = await Promise.all([
      podFacts(api, { namespace, pod: 'neighbour' }, signal),
      podFacts(api, { namespace, pod: 'machine' }, signal),
    ]);
    return {
      place: { namespace, pod: 'neighbour', container: 'main' },
      near: {
        machine: { host: machine.podIP, port },
        metadata: { host: metadata, port },
        pod: { host: theirs.podIP, port },
        service: { host: `neighbour.${namespace}.svc.cluster.local`, port },
      },
      far: { host: faraway, port },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function pod(
  name: string,
  {
    image,
    script,
    hostNetwork = false,
  }: { readonly image: string; readonly script: string; readonly hostNetwork?: boolean },
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      hostNetwork,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: 'main',
          image,
          imagePullPolicy: 'Never',
          command: ['sh', '-c', script],
          securityContext: { runAsUser: 0, privileged: hostNetwork },
          readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
        },
      ],
    },
  };
}

async function moveOut(api: HostApi, path: string): Promise<void> {
  await api
    .ask({ method: 'DELETE', path }, AbortSignal.timeout(startMs))
    .catch((error: unknown) => unlessStatus(error, 404));
}
