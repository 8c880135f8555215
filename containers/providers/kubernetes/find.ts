import { z } from 'zod';
import type { Environment, Interruption, Owner } from '#containers/contract/environment.ts';
import { label } from '#containers/labels.ts';
import type { KubeContext } from './kube-context.ts';
import { namespaceList, ownerKey, ownerKeyOf, readRecord, type LabRecord } from './lab-record.ts';
import { placesOf, type Place } from './places.ts';

/** A creator that has said nothing for so long is dead; it says that it lives every `sayMs`. */
const silentMs = 45_000;
export const sayMs = 5_000;
/** A creation that takes longer than this is taken for dead, whatever its process says. */
export const creationMs = 8 * 60_000;
const pollMs = 250;

/** An environment as its namespace and pods tell it. */
export interface FoundEnvironment extends Omit<LabRecord, 'expiresAt' | 'parked'> {
  readonly state: Environment['state'];
  readonly expiresAt: Date;
  readonly parked?: NonNullable<Environment['parked']>;
  readonly interrupted?: Interruption;
}

const podList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        namespace: z.string(),
        deletionTimestamp: z.string().optional(),
      }),
      status: z.object({
        podIP: z.string().optional(),
        conditions: z
          .array(
            z.object({
              type: z.string(),
              status: z.string(),
              reason: z.string().optional(),
              message: z.string().optional(),
            }),
          )
          .default([]),
        containerStatuses: z
          .array(
            z.object({
              name: z.string(),
              ready: z.boolean(),
              restartCount: z.number(),
              state: z
                .object({
                  running: z.object({}).optional(),
                  waiting: z
                    .object({ reason: z.string().optional(), message: z.string().optional() })
                    .optional(),
                })
                .default({}),
            }),
          )
          .default([]),
      }),
    }),
  ),
});
export type FoundPod = z.output<typeof podList>['items'][number];
type ContainerStatus = FoundPod['status']['containerStatuses'][number];

/** The part of the context that looking needs. */
export interface Looking {
  readonly api: Pick<KubeContext['api'], 'ask'>;
  readonly settings: Pick<KubeContext['settings'], 'installation'>;
  readonly clock: Pick<KubeContext['clock'], 'now'>;
  readonly creating: ReadonlySet<string>;
}

/** Every environment of this installation, from what the host cluster says alone. */
export async function findEnvironments(
  context: Looking,
  signal: AbortSignal,
): Promise<readonly FoundEnvironment[]> {
  const query = { labelSelector: `${label.installation}=${context.settings.installation}` };
  const [namespaces, pods] = await Promise.all([
    context.api.ask({ method: 'GET', path: '/api/v1/namespaces', query }, signal),
    context.api.ask({ method: 'GET', path: '/api/v1/pods', query }, signal),
  ]);
  const running = podList.parse(pods).items;
  return namespaceList.parse(namespaces).items.flatMap((item) => {
    const record = readRecord(item);
    return record === undefined ? [] : [judge(context, record, running)];
  });
}

/** The environments of one owner, without looking at those of others. */
export async function findOfOwner(
  context: KubeContext,
  owner: Owner,
  signal: AbortSignal,
): Promise<readonly FoundEnvironment[]> {
  const selector = [
    `${label.installation}=${context.settings.installation}`,
    `${ownerKey}=${ownerKeyOf(owner)}`,
  ];
  const query = { labelSelector: selector.join(',') };
  const namespaces = await context.api.ask({ method: 'GET', path: '/api/v1/namespaces', query }, signal);
  const records = namespaceList.parse(namespaces).items.flatMap((item) => readRecord(item) ?? []);
  return Promise.all(
    records.map(async (record) => judge(context, record, await podsOf(context, record.namespace, signal))),
  );
}

/** One environment by its id; `undefined` when there is none. */
export async function findById(
  context: KubeContext,
  id: string,
  signal: AbortSignal,
): Promise<FoundEnvironment | undefined> {
  const { namespace } = placesOf(id).node;
  const object = await context.api.find({ method: 'GET', path: `/api/v1/namespaces/${namespace}` }, signal);
  const record = object === undefined ? undefined : readRecord(object);
  if (record === undefined) return undefined;
  return judge(context, record, await podsOf(context, namespace, signal));
}

/** The pods in one namespace. */
export async function podsOf(
  context: KubeContext,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly FoundPod[]> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  return podList.parse(await context.api.ask({ method: 'GET', path }, signal)).items;
}

/** How often Vault and the workspace have been started again, as soon as the kubelet has noticed that both serve. */
export async function restartsAtPeace(
  context: KubeContext,
  id: string,
  signal: AbortSignal,
): Promise<LabRecord['restarts']> {
  const { vault, workspace } = placesOf(id);
  for (;;) {
    const pods = await podsOf(context, vault.namespace, signal);
    const [store, seat] = [vault, workspace].map((place) => statusOf(pods, place));
    if (store?.ready === true && seat?.ready === true)
      return { vault: store.restartCount, workspace: seat.restartCount };
    await context.clock.wait(pollMs, signal);
  }
}

/** Waits until the kubelet has started a container of the desk again, which it does ever later the oftener it ends. */
export async function awaitStarted(context: KubeContext, place: Place, signal: AbortSignal): Promise<void> {
  for (;;) {
    const pods = await podsOf(context, place.namespace, signal);
    if (statusOf(pods, place)?.state.running !== undefined) return;
    await context.clock.wait(pollMs, signal);
  }
}

function statusOf(
  pods: readonly FoundPod[],
  { namespace, pod: name, container }: Place,
): ContainerStatus | undefined {
  const pod = pods.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return undefined;
  return pod.status.containerStatuses.find((each) => each.name === container);
}

function judge(context: Looking, record: LabRecord, pods: readonly FoundPod[]): FoundEnvironment {
  const { parked, expiresAt, ...rest } = record;
  if (expiresAt !== undefined) {
    const leased = { ...rest, ...(parked === undefined ? {} : { parked }), expiresAt };
    const condition = conditionOf(record, pods);
    if (condition === 'broken') return { ...leased, state: 'broken' };
    const isAside = parked !== undefined;
    if (condition === 'whole') return { ...leased, state: isAside ? 'parked' : 'ready' };
    return { ...leased, interrupted: condition, state: isAside ? 'parked' : 'interrupted' };
  }
  const latest = new Date(record.createdAt.getTime() + creationMs);
  return { ...rest, expiresAt: latest, state: isInWork(context, record, latest) ? 'creating' : 'abandoned' };
}

function isInWork(context: Looking, { id, workedOnAt, leaving }: LabRecord, latest: Date): boolean {
  if (context.creating.has(id)) return true;
  const now = context.clock.now();
  return !leaving && latest > now && now.getTime() - workedOnAt.getTime() < silentMs;
}

type Condition = 'broken' | 'whole' | Interruption;

/**
 * kubeadm ran once, so a node that started again is none any more; neither is there anything left of a pod that was made anew.
 * A container of the desk that ended is started again by the kubelet: the workspace has its files still, Vault waits for
 * its contents.
 */
function conditionOf({ id, leaving, restarts, keptAt }: LabRecord, pods: readonly FoundPod[]): Condition {
  const { node, vault, workspace, auditor } = placesOf(id);
  const [cluster, store, seat, ear] = [node, vault, workspace, auditor].map((place) => statusOf(pods, place));
  if (leaving || store === undefined || seat === undefined || ear?.ready !== true) return 'broken';
  if (cluster?.ready !== true || cluster.restartCount > 0) return 'broken';
  const vaultEnded = store.restartCount !== restarts.vault || store.state.running === undefined;
  if (!vaultEnded) return store.ready && seat.ready ? 'whole' : 'broken';
  const shells = seat.restartCount !== restarts.workspace || !seat.ready;
  return { shells, vault: keptAt ?? 'empty' };
}
