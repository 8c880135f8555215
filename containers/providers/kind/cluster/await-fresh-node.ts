import { z } from 'zod';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import type { Clock } from '#containers/providers/surroundings.ts';
import { askCluster, type ClusterAnswer } from './ask-cluster.ts';

/**
 * A kubelet that has not looked at its containers for longer than three minutes calls its node not ready.
 * Source: relistThreshold in pkg/kubelet/pleg/generic.go of Kubernetes.
 */
const relistThresholdMs = 180_000;
const marginMs = 30_000;
/** The first report is due at once. One that does not come is for others to wait for. */
const longestMs = 15_000;
const pauseMs = 50;
const staleWord = 'PLEG is not healthy';
/** The kubelet's own, in its own language. */
const readyWord = 'kubelet is posting ready status';
const notReady = 'node.kubernetes.io/not-ready';

const time = z.iso.datetime().transform((text) => new Date(text));
const condition = z.object({
  type: z.string(),
  status: z.string(),
  message: z.string().default(''),
  lastHeartbeatTime: time,
});
const nodeList = z.object({
  items: z
    .array(
      z.object({
        metadata: z.object({ name: z.string() }),
        spec: z.object({ taints: z.array(z.object({ key: z.string() })).default([]) }),
        status: z.object({ conditions: z.array(condition) }),
      }),
    )
    .length(1),
});
type Node = z.infer<typeof nodeList>['items'][number];

export interface Sleep {
  /** By our clock, as the next. */
  readonly since: Date;
  readonly until: Date;
}

/**
 * Waits for what a node that slept says of itself first. After a long sleep that may be that it is not ready, said before the
 * kubelet has looked at its containers again, and put right only with its next report, a minute later. Once the
 * kubelet is well, that word is taken back for it. Returns without a word when the node never said it.
 */
export async function awaitFreshNode(
  access: EnvironmentAccess['kubernetes'],
  { since, until, clock }: Sleep & { readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  if (until.getTime() - since.getTime() < relistThresholdMs - marginMs) return;
  const deadline = clock.now().getTime() + longestMs;
  while (clock.now().getTime() < deadline) {
    const answer = await askCluster(access, { method: 'GET', path: '/api/v1/nodes' }, signal);
    const awakeMs = clock.now().getTime() - until.getTime();
    const node = nodeList.safeParse(answer.body).data?.items[0];
    if (node !== undefined && hasReported(node, answer, awakeMs)) {
      if (isReady(node)) return;
      if (isStale(node) && (await isWell(access, node, signal))) await callReady(access, node, signal);
    }
    await clock.wait(pauseMs, signal);
  }
}

/** By the cluster's own clock, which need not be ours; both of its times are whole seconds. */
function hasReported(node: Node, { date }: ClusterAnswer, awakeMs: number): boolean {
  const heartbeat = readyOf(node)?.lastHeartbeatTime;
  if (heartbeat === undefined || date === undefined) return false;
  return heartbeat.getTime() >= Math.floor((date.getTime() - awakeMs) / 1000) * 1000;
}

function isReady(node: Node): boolean {
  return readyOf(node)?.status === 'True' && !node.spec.taints.some(({ key }) => key === notReady);
}

function isStale(node: Node): boolean {
  const ready = readyOf(node);
  return ready?.status === 'False' && ready.message.includes(staleWord);
}

function readyOf(node: Node) {
  return node.status.conditions.find(({ type }) => type === 'Ready');
}

async function isWell(
  access: EnvironmentAccess['kubernetes'],
  { metadata: { name } }: Node,
  signal: AbortSignal,
): Promise<boolean> {
  const path = `/api/v1/nodes/${name}/proxy/healthz`;
  return (await askCluster(access, { method: 'GET', path }, signal)).status === 200;
}

async function callReady(
  access: EnvironmentAccess['kubernetes'],
  { metadata: { name } }: Node,
  signal: AbortSignal,
): Promise<void> {
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: readyWord,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  };
  await askCluster(
    access,
    {
      method: 'PATCH',
      path: `/api/v1/nodes/${name}/status`,
      body: { status: { conditions: [ready] } },
      contentType: 'application/strategic-merge-patch+json',
    },
    signal,
  );
}
