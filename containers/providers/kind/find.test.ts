import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { label } from '#containers/labels.ts';
import { silentLog, systemClock } from '#containers/providers/surroundings.ts';
import { findEnvironments } from './find.ts';
import { usualLimits, type KindContext } from './kind-context.ts';

const id = '0123456789ab';
const now = new Date('2026-01-01T12:00:00.000Z');
const signal = new AbortController().signal;

interface World {
  /** Which of network, vault, workspace, node, lease there are; with `!`, stopped, with `~`, paused. */
  readonly parts: readonly string[];
  readonly createdAt?: string;
  readonly alive?: boolean;
  readonly mine?: boolean;
  readonly creating?: boolean;
  /** The newest lease says that it is put aside. */
  readonly parked?: boolean;
}

/** An engine that answers lists, from the labels alone. */
function context({
  parts,
  createdAt = '2026-01-01T11:59:00.000Z',
  alive = false,
  mine = false,
  creating = false,
  parked = false,
}: World): KindContext {
  const labels = (part: string, more = {}) => ({
    [label.environment]: id,
    [label.owner]: 'ada',
    [label.attempt]: 'one',
    [label.lab]: 'l1',
    [label.installation]: 'here',
    [label.createdAt]: createdAt,
    [label.instance]: mine ? 'me' : 'them',
    [label.part]: part,
    ...more,
  });
  const has = (name: string) => parts.some((part) => part.replace(/[!~]$/, '') === name);
  const state = (name: string) => {
    if (parts.includes(`${name}!`)) return 'exited';
    return parts.includes(`${name}~`) ? 'paused' : 'running';
  };
  const containers = ['vault', 'workspace']
    .filter(has)
    .map((part) => ({ Labels: labels(part), State: state(part), Created: 0 }));
  const node = {
    Labels: { [label.kindCluster]: `kindlab-${id}` },
    State: state('node'),
    Created: 1_767_268_000,
  };
  const lease = (at: string, until: string, aside = false) => ({
    Labels: labels('lease', {
      [label.createdAt]: at,
      [label.expiresAt]: until,
      ...(aside ? { [label.parkedAt]: at } : {}),
    }),
  });
  const leases = [
    lease('2026-01-01T11:00:00.000Z', '2026-01-01T13:00:00.000Z'),
    lease('2026-01-01T11:30:00.000Z', '2026-01-01T14:00:00.000Z', parked),
  ];
  const docker = {
    listNetworks: () =>
      Promise.resolve(has('network') ? [{ Name: `kindlab-${id}`, Labels: labels('network') }] : []),
    listVolumes: () => Promise.resolve({ Volumes: has('lease') ? leases : [] }),
    listContainers: ({ filters }: { filters: { label: string[] } }) =>
      Promise.resolve(filters.label[0] === label.kindCluster ? (has('node') ? [node] : []) : containers),
  };
  const kept = Buffer.from(JSON.stringify({ size: 1, mtime: '2026-01-01T11:58:00Z' })).toString('base64');
  const getContainer = (name: string) => ({
    inspect: () =>
      Promise.resolve({
        State: {
          Status: state(name.split('-').at(-1) ?? ''),
          StartedAt: '2026-01-01T11:59:30.000Z',
          FinishedAt: '2026-01-01T11:59:00.000Z',
        },
      }),
    infoArchive: () => Promise.resolve({ headers: { 'x-docker-container-path-stat': kept } }),
  });
  return {
    docker: { ...docker, getContainer } as unknown as Docker,
    bundle: {} as KindContext['bundle'],
    clock: { ...systemClock, now: () => now },
    log: silentLog,
    installation: 'here',
    instance: { id: 'me', isAlive: () => Promise.resolve(alive) },
    creating: new Set(creating ? [id] : []),
    keptAt: new Map(),
    limits: usualLimits,
    limited: new Set(),
  };
}

const whole = ['network', 'vault', 'workspace', 'node', 'lease'];

test.each<[string, World, string]>([
  ['everything runs', { parts: whole }, 'ready'],
  ['the node has stopped', { parts: ['network', 'vault', 'workspace', 'node!', 'lease'] }, 'interrupted'],
  ['Vault has stopped', { parts: ['network', 'vault!', 'workspace', 'node', 'lease'] }, 'interrupted'],
  ['the workspace is missing', { parts: ['network', 'vault', 'node', 'lease'] }, 'broken'],
  ['the network is missing', { parts: ['vault', 'workspace', 'node', 'lease'] }, 'broken'],
  ['only the lease is left', { parts: ['lease'] }, 'broken'],
  ['its creator lives', { parts: ['network', 'vault'], alive: true }, 'creating'],
  ['its creator is dead', { parts: ['network', 'vault'] }, 'abandoned'],
  [
    'its creator lives, and takes far too long',
    { parts: ['network'], alive: true, createdAt: '2026-01-01T11:00:00.000Z' },
    'abandoned',
  ],
  ['we are making it', { parts: ['network'], mine: true, creating: true }, 'creating'],
  ['we made it and could not remove it', { parts: ['network'], mine: true, alive: true }, 'abandoned'],
])('%s: it is found as it is', async (_name, world, state) => {
  const found = await findEnvironments(context(world), signal);
  expect(found).toMatchObject([{ id, state, owner: { learner: 'ada', attempt: 'one' }, lab: 'l1' }]);
});

test.each<[string, readonly string[], object]>([
  [
    'all of it is paused',
    ['network', 'vault~', 'workspace~', 'node~', 'lease'],
    { state: 'parked', parked: { depth: 'paused' } },
  ],
  [
    'its node has stopped',
    ['network', 'vault~', 'workspace~', 'node!', 'lease'],
    { state: 'parked', parked: { depth: 'stopped' } },
  ],
  ['it is on its way', ['network', 'vault', 'workspace~', 'node', 'lease'], { state: 'parked' }],
  [
    'the engine has restarted',
    ['network', 'vault!', 'workspace', 'node!', 'lease'],
    { state: 'parked', interrupted: { shells: true, vault: new Date('2026-01-01T11:58:00.000Z') } },
  ],
  [
    'the workspace has stopped',
    ['network', 'vault~', 'workspace!', 'node~', 'lease'],
    { state: 'parked', interrupted: { shells: true } },
  ],
  ['the workspace is gone', ['network', 'vault~', 'node!', 'lease'], { state: 'broken' }],
])('put aside, %s: it is found as it is', async (_name, parts, wanted) => {
  expect(await findEnvironments(context({ parts, parked: true }), signal)).toMatchObject([{ id, ...wanted }]);
});

test('the newest lease counts', async () => {
  const [found] = await findEnvironments(context({ parts: whole }), signal);
  expect(found?.expiresAt).toEqual(new Date('2026-01-01T14:00:00.000Z'));
});

test("a node without any network is nobody's, and broken", async () => {
  expect(await findEnvironments(context({ parts: ['node'] }), signal)).toMatchObject([
    { id, state: 'broken', owner: { learner: '' } },
  ]);
  expect(await findEnvironments(context({ parts: ['node'], creating: true }), signal)).toEqual([]);
});

test('nothing there, nothing found', async () => {
  expect(await findEnvironments(context({ parts: [] }), signal)).toEqual([]);
});
