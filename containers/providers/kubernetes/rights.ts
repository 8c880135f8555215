/** Something that the account of a server does on the cluster that carries environments. */
export interface Right {
  readonly group: string;
  /** With a subresource behind a slash. */
  readonly resource: string;
  readonly verbs: readonly string[];
}

/**
 * All that this provider does, no more. The Helm chart grants exactly this, and the conformance suite runs with it. Putting an
 * object there as it is described takes `patch`, and `create` when it is new.
 */
export const rights: readonly Right[] = [
  { group: '', resource: 'namespaces', verbs: ['create', 'delete', 'get', 'list', 'patch'] },
  { group: '', resource: 'pods', verbs: ['deletecollection', 'list'] },
  { group: '', resource: 'pods/log', verbs: ['get'] },
  // The line is asked for by GET; newer API servers also want the right to create one.
  { group: '', resource: 'pods/exec', verbs: ['create', 'get'] },
  { group: '', resource: 'pods/portforward', verbs: ['create', 'get'] },
  { group: '', resource: 'secrets', verbs: ['create', 'patch'] },
  { group: '', resource: 'configmaps', verbs: ['create', 'patch'] },
  { group: '', resource: 'resourcequotas', verbs: ['create', 'patch'] },
  { group: '', resource: 'services', verbs: ['create', 'get', 'patch'] },
  { group: '', resource: 'nodes', verbs: ['list'] },
  { group: 'apps', resource: 'statefulsets', verbs: ['create', 'deletecollection', 'patch'] },
  { group: 'networking.k8s.io', resource: 'networkpolicies', verbs: ['create', 'patch'] },
  { group: 'node.k8s.io', resource: 'runtimeclasses', verbs: ['get'] },
  { group: 'storage.k8s.io', resource: 'storageclasses', verbs: ['get'] },
];
