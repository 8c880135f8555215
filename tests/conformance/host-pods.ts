import { z } from 'zod';
import type { HostApi } from '#containers/providers/kubernetes/host-api.ts';
import type { Place } from '#containers/providers/kubernetes/places.ts';
import { systemClock } from '#containers/providers/surroundings.ts';

const pollMs = 250;

const podObject = z.object({
  status: z.object({
    podIP: z.string().optional(),
    hostIP: z.string().optional(),
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
  }),
});

export interface PodFacts {
  readonly podIP: string;
  /** Of the machine that it runs on. */
  readonly hostIP: string;
}

/** Where a pod of the carrying cluster is, once it is ready. */
export async function podFacts(
  api: HostApi,
  { namespace, pod }: Pick<Place, 'namespace' | 'pod'>,
  signal: AbortSignal,
): Promise<PodFacts> {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}`;
  for (;;) {
    const { status } = podObject.parse(await api.ask({ method: 'GET', path }, signal));
    const isReady = status.conditions.some((each) => each.type === 'Ready' && each.status === 'True');
    const { podIP, hostIP } = status;
    if (isReady && podIP !== undefined && hostIP !== undefined) return { podIP, hostIP };
    await systemClock.wait(pollMs, signal);
  }
}
