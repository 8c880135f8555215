import { stringify } from 'yaml';
import type { Plan } from '#containers/contract/environment.ts';

/** The configuration that kind's command reads: one node, fitted to a lab that lives for hours, not years. */
export function clusterConfig(plan: Plan): string {
  return stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name: plan.clusterName,
    networking: {
      // The node image brings its own configuration for the container network.
      disableDefaultCNI: true,
      apiServerAddress: '127.0.0.1',
    },
    nodes: [
      {
        role: 'control-plane',
        image: plan.images.node,
        kubeadmConfigPatches: kubeadmPatches.map((patch) => stringify(patch)),
      },
    ],
  });
}

// Clients of the control plane hold themselves back by default, which alone costs five seconds of every start.
const unhurried = { 'kube-api-qps': '500', 'kube-api-burst': '1000' };

// Dozens of clusters share a machine, and most of them wait for their learner: what goes on in an idle one goes on less often.
const calmEtcd = {
  'heartbeat-interval': '300',
  'election-timeout': '3000',
  'watch-progress-notify-interval': '60s',
};
const calmApiServer = {
  'etcd-count-metric-poll-period': '0',
  'etcd-db-metric-poll-interval': '0',
  profiling: 'false',
  // A cache for each of seventy kinds of objects looks about every second; etcd beside it answers as fast.
  'watch-cache': 'false',
  // Asks etcd each minute how big each kind has grown, for the queues of a crowd that never comes.
  'feature-gates': 'SizeBasedListCostEstimate=false',
};
const calmControllers = {
  // No second node joins, no disk is attached or grows, and no token is old.
  controllers: [
    '*',
    '-bootstrap-signer-controller',
    '-legacy-serviceaccount-token-cleaner-controller',
    '-persistentvolume-attach-detach-controller',
    '-persistentvolume-expander-controller',
    '-token-cleaner-controller',
  ].join(','),
  'node-monitor-period': '60s',
  // Longer than any environment is put aside: a node that has slept must not count as lost when it wakes.
  'node-monitor-grace-period': '240h',
};
const calmKubelet = {
  nodeStatusUpdateFrequency: '60s',
  nodeLeaseDurationSeconds: 240,
  volumeStatsAggPeriod: '-1s',
};

/** What differs from a cluster that lives for years, by kind of kubeadm's documents. */
export const kubeadmPatches = [
  {
    kind: 'ClusterConfiguration',
    // One of everything: nobody can be elected instead.
    controllerManager: { extraArgs: { 'leader-elect': 'false', ...unhurried, ...calmControllers } },
    scheduler: { extraArgs: { 'leader-elect': 'false', ...unhurried } },
    // Lost only when the machine itself goes down, and then the environment is made anew.
    etcd: { local: { extraArgs: { 'unsafe-no-fsync': 'true', ...calmEtcd } } },
    apiServer: { extraArgs: calmApiServer },
    featureGates: { PublicKeysECDSA: true },
  },
  {
    kind: 'InitConfiguration',
    // No second node ever joins: no token that could enrol one, no restart of the kubelet to renew its certificate.
    // The add-ons are installed by us, earlier (addons.ts).
    skipPhases: ['preflight', 'bootstrap-token', 'kubelet-finalize', 'addon', 'show-join-command'],
    // The node image keeps how often its control plane is looked at in kind/patches; one of before has none there.
    patches: { directory: '/kind' },
    // Figures of containers that nobody reads.
    nodeRegistration: { kubeletExtraArgs: { 'housekeeping-interval': '60s' } },
  },
  {
    kind: 'KubeletConfiguration',
    // Refused from Kubernetes 1.35 on unless said so; harmless on hosts with cgroup v2.
    failCgroupV1: false,
    ...calmKubelet,
  },
] as const;
