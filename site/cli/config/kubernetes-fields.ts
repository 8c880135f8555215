import { z } from 'zod';
import { kubernetesSettings } from '#containers/providers/kubernetes/settings.ts';

const { shape } = kubernetesSettings;

/** The section `kubernetes` of the configuration file. */
export const kubernetesFields = z.strictObject({
  kubeconfig: shape.kubeconfig.describe(
    'A kubeconfig; absent: the service account of the pod that the server runs in, or KUBECONFIG',
  ),
  context: shape.context.describe('Its context. Default: the current one'),
  installation: shape.installation
    .unwrap()
    .optional()
    .describe(
      'Name of this installation: its replicas share it, others never see its labs. Default: default',
    ),
  bundleFile: shape.bundleFile.describe(
    'A file with the versions and images of a bundle that the machines of the cluster have; absent: that of this machine',
  ),
  imagePrefix: shape.imagePrefix
    .unwrap()
    .optional()
    .describe('Put before the names of its images, such as registry.example.org/team. Default: docker.io'),
  runtimeClass: shape.runtimeClass.describe('Runtime class of labs, such as kata or sysbox-runc'),
  storageClass: shape.storageClass.describe(
    "Storage class of their nodes' disks. Default: the machine's own disk",
  ),
  nodeSelector: shape.nodeSelector
    .unwrap()
    .optional()
    .describe('Labels of the machines that take labs. Default: all'),
  diskGiB: shape.diskGiB.unwrap().optional().describe("What a lab may write to its node's disk. Default: 10"),
  innerPods: shape.innerPods
    .unwrap()
    .optional()
    .describe('Addresses of pods inside of labs; not those of the cluster. Default: 10.222.0.0/24'),
  innerServices: shape.innerServices
    .unwrap()
    .optional()
    .describe('Addresses of services inside of labs; not those of the cluster. Default: 10.223.0.0/20'),
});
