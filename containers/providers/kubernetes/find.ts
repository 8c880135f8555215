import { z } from 'zod';
import type { Environment, Owner } from '#containers/contract/environment.ts';
import { label } from '#containers/labels.ts';
import type { KubeContext } from './kube-context.ts';
import { namespaceList, ownerKey, ownerKeyOf, readRecord, type LabRecord } from './lab-record.ts';
import { placesOf } from './places.ts';

/** A creator that has said nothing for so long is dead; it says that it lives every `sayMs`. */
const silentMs = 45_000;
export const sayMs = 5_000;
/** A creation that takes longer than this is taken for dead, whatever its process says. */
export const creationMs = 8 * 60_000;

/** An environment as its namespace and pods tell it. */
export interface FoundEnvironment extends Omit<LabRecord, 'expiresAt' | 'parked'> {
  readonly state: Environment['state'];
  readonly expiresAt: Date;
  readonly parked?: NonNullable<Environment['parked']>;
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

function judge(context: Looking, record: LabRecord, pods: readonly FoundPod[]): FoundEnvironment {
  const { parked, expiresAt, ...rest } = record;
  if (expiresAt !== undefined) {
    const whole = !record.leaving && isWhole(record, pods);
    const aside = parked === undefined ? {} : { parked };
    return {
      ...rest,
      ...aside,
      expiresAt,
      state: whole ? (parked === undefined ? 'ready' : 'parked') : 'broken',
    };
  }
  const latest = new Date(record.createdAt.getTime() + creationMs);
  return { ...rest, expiresAt: latest, state: isInWork(context, record, latest) ? 'creating' : 'abandoned' };
}

function isInWork(context: Looking, { id, workedOnAt, leaving }: LabRecord, latest: Date): boolean {
  if (context.creating.has(id)) return true;
  const now = context.clock.now();
  return !leaving && latest > now && now.getTime() - workedOnAt.getTime() < silentMs;
}

/** Both pods run as they were made: Vault keeps everything in memory and kubeadm ran once, so neither can start again. */
function isWhole({ id, namespace }: LabRecord, pods: readonly FoundPod[]): boolean {
  const { node, workspace } = placesOf(id);
  return [node.pod, workspace.pod].every((name) => {
    const pod = pods.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return false;
    const { containerStatuses } = pod.status;
    return (
      containerStatuses.length > 0 &&
      containerStatuses.every(({ name: container, ready, restartCount }) =>
        container === 'node' || container === 'vault' ? ready && restartCount === 0 : ready,
      )
    );
  });
}
