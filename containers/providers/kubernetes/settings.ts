import { z } from 'zod';

const name = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'is no name of a Kubernetes object');

/** How environments are made on a cluster that is there already. Everything has a default that works on a plain one. */
export const kubernetesSettings = z.strictObject({
  /** Path of a kubeconfig; absent: the service account of the pod that the server runs in, or `KUBECONFIG`. */
  kubeconfig: z.string().min(1).optional(),
  /** Absent: the current one. */
  context: z.string().min(1).optional(),
  /** Which installation environments belong to: replicas of one server share it, others never see them. */
  installation: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/)
    .default('default'),
  /** What the bundle is: a file as `kindlab bundle` leaves it; absent: the bundle of this machine. */
  bundleFile: z.string().min(1).optional(),
  /** Put before the names of the bundle's images, such as `registry.example.org/team`; absent: `docker.io`. */
  imagePrefix: z
    .string()
    .regex(/^[a-z0-9.:/-]+[a-z0-9]$/)
    .default('docker.io'),
  /** Where a container lives that is given a kernel, or a user namespace, of its own: `kata`, `sysbox-runc`. */
  runtimeClass: name.optional(),
  /** Class of the volume for a node's disk; absent: the disk of the machine it runs on. */
  storageClass: name.optional(),
  /** Machines that take environments; absent: all. */
  nodeSelector: z.record(z.string(), z.string()).default({}),
  /** What an environment may write to its node's disk. */
  diskGiB: z.int().min(4).max(200).default(10),
  /** Addresses inside of each environment; they must not overlap with those of the cluster that carries them. */
  innerPods: z.cidrv4().default('10.222.0.0/24'),
  innerServices: z.cidrv4().default('10.223.0.0/20'),
});

/** Where environments are made; what is not said has its default. */
export type KubernetesSettings = z.output<typeof kubernetesSettings>;
