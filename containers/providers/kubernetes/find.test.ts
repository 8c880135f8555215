import { describe, expect, test } from 'vitest';
import { label } from '#containers/labels.ts';
import { findEnvironments } from './find.ts';
import type { HostRequest } from './host-api.ts';
import { parkedDepth, workedOnAt } from './lab-record.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const ago = (seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString();
const id = '0123456789ab';

interface World {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly leaving?: boolean;
  readonly restarts?: { readonly node?: number; readonly vault?: number; readonly workspace?: number };
  readonly without?: string;
  readonly creating?: boolean;
}

async function stateOf(world: World): Promise<string | undefined> {
  const namespace = {
    metadata: {
      name: `kindlab-${id}`,
      resourceVersion: '1',
      labels: { [label.installation]: 'test', [label.environment]: id },
      annotations: {
        [label.owner]: 'ada',
        [label.attempt]: 'one',
        [label.lab]: 'static-sync',
        [label.createdAt]: ago(60),
        [label.instance]: 'kubernetes',
        ...world.annotations,
      },
      ...(world.leaving === true ? { deletionTimestamp: ago(1) } : {}),
    },
  };
  const container = (name: 'node' | 'vault' | 'workspace') => ({
    name,
    ready: true,
    restartCount: world.restarts?.[name] ?? 0,
  });
  const pod = (name: string, containers: readonly ReturnType<typeof container>[]) => ({
    metadata: { name, namespace: `kindlab-${id}` },
    status: { containerStatuses: containers },
  });
  const pods = [
    pod('cluster-0', [container('node')]),
    pod('desk-0', [container('vault'), container('workspace')]),
  ].filter(({ metadata }) => metadata.name !== world.without);
  const ask = ({ path }: HostRequest): Promise<unknown> =>
    Promise.resolve({
      items: path.endsWith('/pods')
        ? pods
        : [namespace, { metadata: { name: 'kube-system', resourceVersion: '1' } }],
    });
  const found = await findEnvironments(
    {
      api: { ask },
      settings: { installation: 'test' },
      clock: { now: () => now },
      creating: new Set(world.creating === true ? [id] : []),
    },
    new AbortController().signal,
  );
  expect(found).toHaveLength(1);
  return found[0]?.state;
}

const leased = { [label.expiresAt]: ago(-3600) };

describe('what a namespace and its pods say', () => {
  test('with a lease and both pods it is ready', async () => {
    expect(await stateOf({ annotations: leased })).toBe('ready');
  });

  test('a workspace that started again has lost shells, and is still whole', async () => {
    expect(await stateOf({ annotations: leased, restarts: { workspace: 1 } })).toBe('ready');
  });

  test.each([
    ['Vault started again, empty', { restarts: { vault: 1 } }],
    ['the node started again', { restarts: { node: 1 } }],
    ['a pod is missing', { without: 'desk-0' }],
    ['the namespace is on its way out', { leaving: true }],
  ] as const)('broken: %s', async (_why, world) => {
    expect(await stateOf({ annotations: leased, ...world })).toBe('broken');
  });

  test('put aside it is parked', async () => {
    const annotations = { ...leased, [label.parkedAt]: ago(30), [parkedDepth]: 'stopped' };
    expect(await stateOf({ annotations })).toBe('parked');
  });

  test('without a lease it is being made as long as its creator says so, whichever replica that is', async () => {
    expect(await stateOf({ annotations: { [workedOnAt]: ago(10) } })).toBe('creating');
    expect(await stateOf({ annotations: { [workedOnAt]: ago(50) } })).toBe('abandoned');
    expect(await stateOf({ annotations: { [workedOnAt]: ago(50) }, creating: true })).toBe('creating');
  });
});
