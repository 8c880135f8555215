import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import { admissionObjects } from './admission-policies.ts';
import { applyObject, type ClusterObject } from './ask-cluster.ts';
import { learnerObjects } from './learner-role.ts';

/** A namespace of the course, or the one in which pods find Vault. */
function namespace(name: string): ClusterObject {
  return {
    collection: '/api/v1/namespaces',
    manifest: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
  };
}

/** `http://vault.vault.svc:8200` for pods: a Service without selector, and by hand the address that it stands for. */
export function vaultObjects(address: string): readonly ClusterObject[] {
  const ports = [{ name: 'http', port: 8200, protocol: 'TCP' }];
  return [
    {
      collection: '/api/v1/namespaces/vault/services',
      manifest: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'vault', namespace: 'vault' },
        spec: { ports },
      },
    },
    {
      collection: '/apis/discovery.k8s.io/v1/namespaces/vault/endpointslices',
      manifest: {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'vault', namespace: 'vault', labels: { 'kubernetes.io/service-name': 'vault' } },
        addressType: 'IPv4',
        ports,
        endpoints: [{ addresses: [address], conditions: { ready: true } }],
      },
    },
  ];
}

/** Puts into a new cluster what the learner finds there, and what keeps them in it. Fault ENVIRONMENT_CREATE. */
export async function applyPlatformObjects(
  access: EnvironmentAccess['kubernetes'],
  wanted: {
    readonly namespaces: readonly string[];
    readonly vaultAddress: string;
    readonly addons: readonly ClusterObject[];
  },
  signal: AbortSignal,
): Promise<void> {
  const applyAll = (objects: readonly ClusterObject[]) =>
    Promise.all(objects.map((object) => applyObject(access, object, signal)));
  const namespaces = [...new Set(['vault', ...wanted.namespaces])].map(namespace);
  // These first: policies take a moment to come into force, and the add-ons are what everything else waits for.
  await applyAll([...wanted.addons, ...admissionObjects, ...namespaces]);
  await applyAll([...learnerObjects, ...vaultObjects(wanted.vaultAddress)]);
}
