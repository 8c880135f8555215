import type Docker from 'dockerode';
import type { Environment, Interruption } from '#containers/contract/environment.ts';
import {
  label,
  readExpiry,
  readFull,
  readLabels,
  readParking,
  type LabelledEnvironment,
} from '#containers/labels.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { ask } from './engine.ts';
import { readInterruption } from './interruption.ts';
import type { KindContext } from './kind-context.ts';

/** A creation that takes longer than this is taken for dead, whatever its process says. */
export const creationMs = 6 * 60_000;
const interruptionMs = 30_000;

/** An environment as the engine's labels tell it. */
export interface FoundEnvironment extends LabelledEnvironment {
  readonly state: Environment['state'];
  readonly expiresAt: Date;
  readonly parked?: Environment['parked'] & {};
  readonly interrupted?: Interruption;
}

interface Inventory {
  readonly networks: readonly Docker.NetworkInspectInfo[];
  readonly containers: readonly Docker.ContainerInfo[];
  readonly volumes: readonly Docker.VolumeInspectInfo[];
  readonly nodes: readonly Docker.ContainerInfo[];
}

/**
 * Every environment of this installation, from labels alone. Ready: it has a lease and all of its containers run.
 * Interrupted: one of them does not. Creating: its creator lives and works on it; abandoned: it has no lease and no such creator. Everything else is broken,
 * also a node whose network is gone.
 */
export async function findEnvironments(
  context: KindContext,
  signal: AbortSignal,
): Promise<readonly FoundEnvironment[]> {
  const inventory = await takeInventory(context, signal);
  const labels = new Map<string, LabelledEnvironment>();
  const labelled = [...inventory.networks, ...inventory.containers, ...inventory.volumes];
  for (const object of labelled) {
    const read = readLabels(object.Labels);
    // The first part that was made says when the environment was made and by whom: that is the network.
    if (read !== undefined && !labels.has(read.id)) labels.set(read.id, read);
  }
  const found = [...labels.values()].map((environment) => judge(context, environment, inventory));
  return [
    ...(await Promise.all(found)),
    ...(await orphanNodes(context, inventory, new Set(labels.keys()), signal)),
  ];
}

async function judge(
  context: KindContext,
  environment: LabelledEnvironment,
  inventory: Inventory,
): Promise<FoundEnvironment> {
  const { id, createdAt } = environment;
  const lease = newestLease(inventory, id);
  const leasedUntil = readExpiry(lease);
  if (leasedUntil !== undefined) {
    // Whoever holds the newest lease is the owner: an environment from the pool was made for nobody yet.
    const { owner, lab } = readLabels(lease) ?? environment;
    const leased = { ...environment, owner, lab, expiresAt: leasedUntil };
    return { ...leased, ...(await judgeLeased(context, { id, lease, inventory })) };
  }
  const expiresAt = new Date(createdAt.getTime() + creationMs);
  const inWork = expiresAt > context.clock.now() && (await isInWork(context, environment));
  return { ...environment, expiresAt, state: inWork ? 'creating' : 'abandoned' };
}

async function judgeLeased(
  context: KindContext,
  {
    id,
    lease,
    inventory,
  }: {
    readonly id: string;
    readonly lease: Readonly<Record<string, string>> | undefined;
    readonly inventory: Inventory;
  },
): Promise<Pick<FoundEnvironment, 'interrupted' | 'parked' | 'state'>> {
  const depth = nodeOf(inventory, id)?.State === 'exited' ? 'stopped' : 'paused';
  const since = readParking(lease);
  const full = readFull(lease);
  const why = full === undefined ? {} : { full };
  const aside = since === undefined ? {} : { parked: { since, depth, ...why } as const };
  if (since === undefined && isComplete(inventory, id, running)) return { state: 'ready' };
  if (since !== undefined && isComplete(inventory, id, keptWhileParked)) return { ...aside, state: 'parked' };
  if (!isComplete(inventory, id, { node: standing, others: standing })) return { ...aside, state: 'broken' };
  const interrupted = await readInterruption(context, id, AbortSignal.timeout(interruptionMs));
  return { ...aside, interrupted, state: since === undefined ? 'interrupted' : 'parked' };
}

async function isInWork(context: KindContext, { id, instance }: LabelledEnvironment): Promise<boolean> {
  // What this very provider made and does not work on any more is a leftover that could not be removed.
  if (instance === context.instance.id) return context.creating.has(id);
  return context.instance.isAlive(instance);
}

function newestLease({ volumes }: Inventory, id: string): Readonly<Record<string, string>> | undefined {
  const leases = volumes.filter(
    ({ Labels }) => Labels[label.environment] === id && Labels[label.part] === 'lease',
  );
  const newest = leases.toSorted((a, b) =>
    (b.Labels[label.createdAt] ?? '').localeCompare(a.Labels[label.createdAt] ?? ''),
  )[0];
  return newest?.Labels;
}

/** In which of the engine's states each part may be. */
interface Wanted {
  readonly node: readonly string[];
  readonly others: readonly string[];
}

const running: Wanted = { node: ['running'], others: ['running'] };
/** Also on the way into parking and out of it. */
const standing = ['running', 'paused', 'exited', 'restarting'];
const keptWhileParked: Wanted = { node: standing, others: ['running', 'paused'] };

function isComplete({ networks, containers, nodes }: Inventory, id: string, wanted: Wanted): boolean {
  const isThere = (part: string) =>
    containers.some(
      ({ Labels, State }) =>
        Labels[label.environment] === id && Labels[label.part] === part && wanted.others.includes(State),
    );
  return (
    isThere('vault') &&
    isThere('workspace') &&
    wanted.node.includes(nodeOf({ nodes }, id)?.State ?? '') &&
    networks.some(({ Labels }) => Labels?.[label.environment] === id)
  );
}

function nodeOf({ nodes }: Pick<Inventory, 'nodes'>, id: string): Docker.ContainerInfo | undefined {
  return nodes.find(({ Labels }) => Labels[label.kindCluster] === nameOf(id));
}

async function takeInventory(context: KindContext, signal: AbortSignal): Promise<Inventory> {
  const { docker } = context;
  const filters = { label: [`${label.installation}=${context.installation}`] };
  return ask('list environments', signal, async (abortSignal) => {
    const [networks, containers, { Volumes }, nodes] = await Promise.all([
      docker.listNetworks({ filters, abortSignal }),
      docker.listContainers({ all: true, filters, abortSignal }),
      docker.listVolumes({ filters, abortSignal }),
      docker.listContainers({ all: true, filters: { label: [label.kindCluster] }, abortSignal }),
    ]);
    return { networks, containers, volumes: Volumes, nodes };
  });
}

/** A network is made before its node and removed after it: a node of ours without any network is nobody's. */
async function orphanNodes(
  context: KindContext,
  { nodes }: Inventory,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly FoundEnvironment[]> {
  const ours = nodes.flatMap(({ Labels, Created }) => {
    const id = /^kindlab-([0-9a-f]{12})$/.exec(Labels[label.kindCluster] ?? '')?.[1];
    return id === undefined ? [] : [{ id, createdAt: new Date(Created * 1000) }];
  });
  if (ours.length === 0) return [];
  const networks = await ask('list networks', signal, (abortSignal) =>
    context.docker.listNetworks({ abortSignal }),
  );
  const claimed = new Set(networks.map(({ Name }) => Name));
  return ours
    .filter(({ id }) => !known.has(id) && !claimed.has(nameOf(id)) && !context.creating.has(id))
    .map(({ id, createdAt }) => ({
      id,
      owner: { learner: '', attempt: '' },
      lab: '',
      instance: '',
      createdAt,
      expiresAt: createdAt,
      state: 'broken',
    }));
}
