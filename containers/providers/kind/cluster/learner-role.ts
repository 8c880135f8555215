import type { ClusterObject } from './ask-cluster.ts';

/** The group in the learner's client certificate. */
export const learnerGroup = 'kindlab:learners';
const rbac = '/apis/rbac.authorization.k8s.io/v1';

const read = ['get', 'list', 'watch'] as const;
const write = ['create', 'update', 'patch', 'delete', 'deletecollection'] as const;
const all = [...read, ...write] as const;

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * What the course needs, and whatever its Helm charts grant in turn: nobody can grant what they do not hold.
 * Left out on purpose: the verb `*`, impersonation, escalate and bind, nodes/proxy and the other proxies, signing
 * requests, persistent volumes, mutating webhooks, aggregated APIs, and any write on the policies that bound all this.
 */
export const learnerRules: readonly Rule[] = [
  {
    apiGroups: [''],
    resources: [
      'namespaces',
      'pods',
      'services',
      'configmaps',
      'secrets',
      'serviceaccounts',
      'persistentvolumeclaims',
      'replicationcontrollers',
      'limitranges',
      'resourcequotas',
    ],
    verbs: all,
  },
  {
    apiGroups: [''],
    resources: ['pods/log', 'pods/status', 'services/status', 'endpoints', 'nodes', 'persistentvolumes'],
    verbs: read,
  },
  { apiGroups: [''], resources: ['pods/exec', 'pods/attach', 'pods/portforward'], verbs: ['get', 'create'] },
  { apiGroups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['get', 'update', 'patch'] },
  { apiGroups: [''], resources: ['pods/eviction', 'serviceaccounts/token'], verbs: ['create'] },
  { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: [...read, 'create', 'update', 'patch'] },
  {
    apiGroups: ['apps'],
    resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'],
    verbs: all,
  },
  {
    apiGroups: ['apps'],
    resources: ['deployments/scale', 'statefulsets/scale', 'replicasets/scale'],
    verbs: ['get', 'update', 'patch'],
  },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: all },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: all },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: all },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: all },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: all },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
  {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'],
    verbs: all,
  },
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: all },
  { apiGroups: ['admissionregistration.k8s.io'], resources: ['validatingwebhookconfigurations'], verbs: all },
  {
    apiGroups: ['admissionregistration.k8s.io'],
    resources: [
      'validatingadmissionpolicies',
      'validatingadmissionpolicybindings',
      'mutatingwebhookconfigurations',
    ],
    verbs: read,
  },
  // Vault's Kubernetes login asks the cluster about tokens: its reviewer needs what system:auth-delegator holds.
  { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
  {
    apiGroups: ['authorization.k8s.io'],
    resources: ['subjectaccessreviews', 'localsubjectaccessreviews'],
    verbs: ['create'],
  },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: read },
  { apiGroups: ['apiregistration.k8s.io'], resources: ['apiservices'], verbs: read },
  { apiGroups: ['external-secrets.io', 'generators.external-secrets.io'], resources: ['*'], verbs: all },
];

/** The learner's role and its binding, and the built-in `view`, so that the learner may hand that on. */
export const learnerObjects: readonly ClusterObject[] = [
  {
    collection: `${rbac}/clusterroles`,
    manifest: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'kindlab:learner' },
      rules: learnerRules,
    },
  },
  binding('kindlab:learners', 'kindlab:learner'),
  binding('kindlab:learners-view', 'view'),
];

function binding(name: string, role: string): ClusterObject {
  return {
    collection: `${rbac}/clusterrolebindings`,
    manifest: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: learnerGroup }],
    },
  };
}
