import { describe, expect, test } from 'vitest';
import { label } from '#containers/labels.ts';
import { findEnvironments, type FoundEnvironment } from './find.ts';
import type { HostRequest } from './host-api.ts';
import { knownRestarts, parkedDepth, vaultKeptAt, workedOnAt } from './lab-record.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const ago = (seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString();
const id = '0123456789ab';

interface World {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly leaving?: boolean;
  readonly restarts?: { readonly node?: number; readonly vault?: number; readonly workspace?: number };
  /** Vault was let in again. */
  readonly serves?: boolean;
  /** Containers that have ended and do not run at this moment. */
  readonly ended?: readonly string[];
  readonly without?: string;
  readonly creating?: boolean;
}

async function stateOf(world: World): Promise<string | undefined> {
  return (await foundIn(world))?.state;
}

async function foundIn(world: World): Promise<FoundEnvironment | undefined> {
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
  const container = (name: 'auditor' | 'node' | 'vault' | 'workspace') => {
    const runs = world.ended?.includes(name) !== true;
    const restartCount = name === 'auditor' ? 0 : (world.restarts?.[name] ?? 0);
    // A Vault that was started again waits to be let in.
    return {
      name,
      ready: runs && (name !== 'vault' || restartCount === 0 || world.serves === true),
      restartCount,
      state: runs ? { running: {} } : {},
    };
  };
  const pod = (name: string, containers: readonly ReturnType<typeof container>[]) => ({
    metadata: { name, namespace: `kindlab-${id}` },
    status: { containerStatuses: containers },
  });
  const pods = [
    pod('cluster-0', [container('node')]),
    pod('desk-0', [container('vault'), container('workspace'), container('auditor')]),
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
  return found[0];
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
    ['the node started again', { restarts: { node: 1 } }],
    ['a pod is missing', { without: 'desk-0' }],
    ['the node started again, and Vault', { restarts: { node: 1, vault: 1 } }],
    ['the namespace is on its way out', { leaving: true }],
  ] as const)('broken: %s', async (_why, world) => {
    expect(await stateOf({ annotations: leased, ...world })).toBe('broken');
  });

  test.each([
    ['Vault started again', { restarts: { vault: 1 } }, { shells: false, vault: 'empty' }],
    ['Vault has ended', { ended: ['vault'] }, { shells: false, vault: 'empty' }],
    ['both started again', { restarts: { vault: 1, workspace: 1 } }, { shells: true, vault: 'empty' }],
    ['both have ended', { ended: ['vault', 'workspace'] }, { shells: true, vault: 'empty' }],
  ] as const)('interrupted: %s', async (_why, world, interrupted) => {
    const cut = await foundIn({ annotations: leased, ...world });
    expect(cut).toMatchObject({ state: 'interrupted', interrupted });
    const kept = { ...leased, [vaultKeptAt]: ago(90) };
    const keptToo = await foundIn({ annotations: kept, ...world });
    expect(keptToo?.interrupted).toEqual({ ...interrupted, vault: new Date(ago(90)) });
    const aside = { ...leased, [label.parkedAt]: ago(30) };
    expect(await foundIn({ annotations: aside, ...world })).toMatchObject({ state: 'parked', interrupted });
  });

  test('what it lost counts once: from then on it is as it was', async () => {
    const annotations = { ...leased, [knownRestarts.vault]: '1', [knownRestarts.workspace]: '2' };
    const restarts = { vault: 1, workspace: 2 };
    expect(await stateOf({ annotations, restarts, serves: true })).toBe('ready');
    expect(await stateOf({ annotations, restarts: { vault: 2, workspace: 2 } })).toBe('interrupted');
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
