import type { ClusterObject } from './ask-cluster.ts';

const admission = '/apis/admissionregistration.k8s.io/v1';
const apiVersion = 'admissionregistration.k8s.io/v1';

/** Namespaces that only the platform and the cluster itself may change. */
export const platformNamespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'vault'] as const;

/** Baseline of the Kubernetes Pod Security Standards. */
const harmlessCapabilities = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];
const harmlessVolumes = [
  'configMap',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/**
 * Everybody but the control plane itself. Not only the learner: a service account of theirs (that of External Secrets,
 * say) may ask for tokens in every namespace, and a kube-system token would open everything.
 */
const notTheControlPlane = {
  name: 'not-the-control-plane',
  expression: [
    `!request.userInfo.groups.exists(group, group in ['system:masters', 'kubeadm:cluster-admins', 'system:nodes', 'system:serviceaccounts:kube-system'])`,
    `!(request.userInfo.username in ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler'])`,
  ].join(' && '),
};

interface Policy {
  readonly name: string;
  readonly rules: readonly {
    readonly group: string;
    readonly resources: readonly string[];
    readonly operations: readonly string[];
  }[];
  readonly matchConditions: readonly { readonly name: string; readonly expression: string }[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
}

const everywhereButKubeSystem = {
  name: 'outside-kube-system',
  expression: `request.namespace != 'kube-system'`,
};

export const podPolicy: Policy = {
  name: 'kindlab-pods-stay-in-the-cluster',
  rules: [{ group: '', resources: ['pods', 'pods/ephemeralcontainers'], operations: ['CREATE', 'UPDATE'] }],
  matchConditions: [everywhereButKubeSystem],
  variables: [
    {
      name: 'containers',
      expression:
        'object.spec.containers + object.spec.?initContainers.orValue([]) + object.spec.?ephemeralContainers.orValue([])',
    },
  ],
  validations: [
    {
      expression: `!object.spec.?hostNetwork.orValue(false) && !object.spec.?hostPID.orValue(false) && !object.spec.?hostIPC.orValue(false)`,
      message: 'This lab does not allow hostNetwork, hostPID and hostIPC.',
    },
    {
      expression: `object.spec.?volumes.orValue([]).all(volume, ${harmlessVolumes.map((kind) => `has(volume.${kind})`).join(' || ')})`,
      message: `This lab does not allow hostPath and other volumes that reach outside the cluster; it allows ${harmlessVolumes.join(', ')}.`,
    },
    {
      expression: 'variables.containers.all(c, !c.?securityContext.?privileged.orValue(false))',
      message: 'This lab does not allow privileged containers.',
    },
    {
      expression: `variables.containers.all(c, c.?securityContext.?capabilities.?add.orValue([]).all(name, name in ${JSON.stringify(harmlessCapabilities)}))`,
      message: `This lab does not allow added capabilities beyond ${harmlessCapabilities.join(', ')}.`,
    },
    {
      expression:
        'variables.containers.all(c, c.?ports.orValue([]).all(port, port.?hostPort.orValue(0) == 0))',
      message: 'This lab does not allow hostPort.',
    },
    {
      expression: [
        `variables.containers.all(c, c.?securityContext.?procMount.orValue('Default') == 'Default')`,
        `variables.containers.all(c, c.?securityContext.?seccompProfile.?type.orValue('') != 'Unconfined')`,
        `variables.containers.all(c, c.?securityContext.?appArmorProfile.?type.orValue('') != 'Unconfined')`,
        `object.spec.?securityContext.?seccompProfile.?type.orValue('') != 'Unconfined'`,
        `object.spec.?securityContext.?appArmorProfile.?type.orValue('') != 'Unconfined'`,
      ].join(' && '),
      message: 'This lab does not allow an unmasked /proc and unconfined seccomp or AppArmor profiles.',
    },
  ],
};

export const namespacePolicy: Policy = {
  name: 'kindlab-platform-namespaces',
  rules: [{ group: '*', resources: ['*/*'], operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] }],
  matchConditions: [
    notTheControlPlane,
    {
      name: 'in-a-platform-namespace',
      expression: `request.?namespace.orValue('') in ${JSON.stringify(platformNamespaces)} || (request.resource.group == '' && request.resource.resource == 'namespaces' && request.?name.orValue('') in ${JSON.stringify(platformNamespaces)})`,
    },
  ],
  validations: [
    {
      expression: 'false',
      message: `The namespaces ${platformNamespaces.join(', ')} belong to the lab itself; you may look, not change.`,
    },
  ],
};

const builtInRoles = ['cluster-admin', 'admin', 'edit', 'view'];

export const clusterPolicy: Policy = {
  name: 'kindlab-platform-objects',
  rules: [
    {
      group: 'rbac.authorization.k8s.io',
      resources: ['clusterroles', 'clusterrolebindings'],
      operations: ['CREATE', 'UPDATE', 'DELETE'],
    },
    { group: '', resources: ['persistentvolumes', 'nodes'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
  ],
  matchConditions: [notTheControlPlane],
  validations: [
    {
      expression: `request.resource.group != 'rbac.authorization.k8s.io' || !(request.?name.orValue('') in ${JSON.stringify(builtInRoles)} || request.?name.orValue('').matches('^(system|kubeadm|kindlab):'))`,
      message:
        'Roles and bindings of the cluster and of the lab itself stay as they are; make ones with names of your own.',
    },
    {
      expression: `request.resource.resource != 'persistentvolumes' || request.operation == 'DELETE' || !(has(object.spec.hostPath) || has(object.spec.local) || has(object.spec.flexVolume))`,
      message: 'This lab does not allow volumes on the disk of the node.',
    },
    { expression: `request.resource.resource != 'nodes'`, message: 'The node belongs to the lab itself.' },
  ],
};

/** The policies and their bindings. Fail closed: what cannot be judged is denied. */
export const admissionObjects: readonly ClusterObject[] = [podPolicy, namespacePolicy, clusterPolicy].flatMap(
  ({ name, rules, matchConditions, variables, validations }): readonly ClusterObject[] => [
    {
      collection: `${admission}/validatingadmissionpolicies`,
      manifest: {
        apiVersion,
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name },
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: {
            matchPolicy: 'Equivalent',
            resourceRules: rules.map(({ group, resources, operations }) => ({
              apiGroups: [group],
              apiVersions: ['*'],
              resources,
              operations,
              scope: '*',
            })),
          },
          matchConditions,
          ...(variables === undefined ? {} : { variables }),
          validations: validations.map((validation) => ({ ...validation, reason: 'Forbidden' })),
        },
      },
    },
    {
      collection: `${admission}/validatingadmissionpolicybindings`,
      manifest: {
        apiVersion,
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name },
        spec: { policyName: name, validationActions: ['Deny'] },
      },
    },
  ],
);
