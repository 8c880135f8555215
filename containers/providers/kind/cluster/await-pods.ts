import { z } from 'zod';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import type { Clock } from '#containers/providers/surroundings.ts';
import { askCluster } from './ask-cluster.ts';

/** A learner's pod may never get ready; nobody waits longer for it. */
const longestMs = 45_000;
const pauseMs = 250;

const time = z.iso.datetime().transform((text) => new Date(text));
const podList = z.object({
  items: z.array(
    z.object({
      status: z.object({
        phase: z.string().optional(),
        containerStatuses: z
          .array(
            z.object({
              ready: z.boolean(),
              state: z
                .object({
                  running: z.object({ startedAt: time }).optional(),
                  waiting: z.object({ reason: z.string().optional() }).optional(),
                })
                .default({}),
            }),
          )
          .default([]),
      }),
    }),
  ),
});
type ContainerStatus = z.infer<typeof podList>['items'][number]['status']['containerStatuses'][number];

/** Reasons to wait that do not pass by themselves soon. */
const stuck = /BackOff|Err|Invalid|CreateContainerConfigError/;

/**
 * Waits until every pod of a node that was started again runs and is ready, as far as it ever will be. What the API
 * server says right after the start is from before the stop, so only containers that started since then count.
 */
export async function awaitPods(
  access: EnvironmentAccess['kubernetes'],
  { since, clock }: { readonly since: Date; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  const deadline = clock.now().getTime() + longestMs;
  while (clock.now().getTime() < deadline) {
    const { body } = await askCluster(access, { method: 'GET', path: '/api/v1/pods' }, signal);
    const pods = podList.safeParse(body);
    if (pods.success && pods.data.items.every(({ status }) => hasSettled(status, since))) return;
    await clock.wait(pauseMs, signal);
  }
}

type PodStatus = z.infer<typeof podList>['items'][number]['status'];

function hasSettled({ phase, containerStatuses }: PodStatus, since: Date): boolean {
  if (phase === 'Succeeded' || phase === 'Failed') return true;
  return containerStatuses.length > 0 && containerStatuses.every((status) => isBackOrStuck(status, since));
}

function isBackOrStuck({ ready, state: { running, waiting } }: ContainerStatus, since: Date): boolean {
  if (running !== undefined) return ready && running.startedAt >= since;
  return waiting?.reason !== undefined && stuck.test(waiting.reason);
}
