import { Buffer } from 'node:buffer';
import type { KubernetesObject, VaultAnswer } from '../probes/probes.ts';
import type { Looking } from './looking.ts';

/** A cluster and a Vault in memory, for tests of the trace. Objects by plural. */
export class SmallWorld {
  readonly objects: Record<string, KubernetesObject[]> = {};
  readonly vault = new Map<string, VaultAnswer>([
    ['sys/mounts', { status: 200, body: { data: { 'secret/': { type: 'kv' } } } }],
  ]);

  put(plural: string, ...objects: readonly KubernetesObject[]): void {
    this.objects[plural] = [...objects];
  }

  write(path: string, data: Readonly<Record<string, string>>, version = 1): void {
    const metadata = { version, created_time: '2026-01-01T00:00:00Z', deletion_time: '' };
    this.vault.set(path, { status: 200, body: { data: { data, metadata } } });
  }

  get probes(): Looking['probes'] {
    const refused = (): Promise<never> => Promise.reject(new Error('the trace does not ask this'));
    return {
      kubernetes: {
        list: ({ plural, namespace }) =>
          Promise.resolve(
            (this.objects[plural] ?? []).filter(
              (object) => namespace === undefined || about(object).namespace === namespace,
            ),
          ),
        get: ({ plural, namespace, name }) =>
          Promise.resolve(
            this.objects[plural]?.find(
              (object) => about(object).name === name && about(object).namespace === namespace,
            ),
          ),
        logs: refused,
        kinds: refused,
      },
      vault: {
        read: (path) => Promise.resolve(this.vault.get(path) ?? { status: 404, body: undefined }),
        list: () => Promise.resolve({ status: 404, body: undefined }),
        lookupToken: refused,
        capabilities: refused,
      },
      attempt: { values: {}, vaultAddressInCluster: 'http://vault.vault.svc:8200' },
    };
  }
}

function about(object: KubernetesObject): { readonly name?: unknown; readonly namespace?: unknown } {
  const { metadata } = object;
  return typeof metadata === 'object' && metadata !== null ? metadata : {};
}

type Status = Readonly<Record<string, unknown>>;

function condition(status: string, reason: string, message = ''): KubernetesObject {
  return { type: 'Ready', status, reason, message, lastTransitionTime: '2026-01-01T00:00:10Z' };
}

export const ready = (reason: string): Status => ({ conditions: [condition('True', reason)] });
export const failing = (reason: string, message: string): Status => ({
  conditions: [condition('False', reason, message)],
});

export function store(
  status: Status,
  server = 'http://vault.vault.svc.cluster.local:8200',
): KubernetesObject {
  return {
    metadata: { name: 'vault', namespace: 'lab1', uid: 'store' },
    spec: { provider: { vault: { server, path: 'secret', version: 'v2' } } },
    status,
  };
}

export function request(status: Status, spec: KubernetesObject = {}): KubernetesObject {
  const remoteRef = { key: 'myapp/config', property: 'api_key' };
  return {
    metadata: { name: 'myapp', namespace: 'lab1', uid: 'request', generation: 1 },
    spec: {
      secretStoreRef: { name: 'vault', kind: 'SecretStore' },
      refreshInterval: '1m',
      target: { name: 'myapp' },
      data: [{ secretKey: 'API_KEY', remoteRef }],
      ...spec,
    },
    status: { refreshTime: '2026-01-01T00:00:10Z', syncedResourceVersion: '1-x', ...status },
  };
}

export function secret(data: Readonly<Record<string, string>>): KubernetesObject {
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return {
    kind: 'Secret',
    metadata: {
      name: 'myapp',
      namespace: 'lab1',
      uid: 'secret',
      managedFields: [{ manager: 'eso', time: '2026-01-01T00:00:11Z', fieldsV1: { 'f:data': {} } }],
    },
    data: Object.fromEntries(encoded),
  };
}

export function pod(startedAt: string): KubernetesObject {
  const valueFrom = { secretKeyRef: { name: 'myapp', key: 'API_KEY' } };
  return {
    metadata: { name: 'myapp-1', namespace: 'lab1', uid: 'pod' },
    spec: { containers: [{ env: [{ name: 'API_KEY', valueFrom }] }] },
    status: {
      phase: 'Running',
      conditions: [condition('True', '')],
      containerStatuses: [{ state: { running: { startedAt } } }],
    },
  };
}

export function warning(uid: string, message: string): KubernetesObject {
  return {
    type: 'Warning',
    reason: 'UpdateFailed',
    message,
    involvedObject: { uid },
    lastTimestamp: '2026-01-01T00:00:12Z',
    metadata: { name: `event-${uid}`, namespace: 'lab1' },
  };
}
