import { Fault } from '#containers/contract/fault.ts';
import { podsOf, type FoundPod } from './find.ts';
import type { KubeContext } from './kube-context.ts';
import type { Place } from './places.ts';

const pauseMs = 250;
/** Long enough for a cluster that grows by itself to get one machine more. */
const roomMs = 3 * 60_000;
/** What does not pass by itself: waiting longer would only hide it. */
const stuck =
  /^(ErrImageNeverPull|ImagePullBackOff|InvalidImageName|CreateContainerConfigError|CrashLoopBackOff)$/;

export interface AwaitedContainer {
  readonly place: Place;
  readonly wanted: 'ready' | 'running';
  /** Called while no machine of the cluster has room for its pod, with how long that has been. */
  readonly onHomeless: (ms: number) => void;
}

/** Waits until a container runs (and, if asked, is ready), and answers its pod's address. The creation's deadline bounds it. */
export async function awaitContainer(
  context: KubeContext,
  { place, wanted, onHomeless }: AwaitedContainer,
  signal: AbortSignal,
): Promise<string> {
  const began = context.clock.now().getTime();
  for (;;) {
    const pod = (await podsOf(context, place.namespace, signal)).find(
      ({ metadata }) => metadata.name === place.pod,
    );
    const status = pod?.status.containerStatuses.find(({ name }) => name === place.container);
    const address = pod?.status.podIP;
    if (
      address !== undefined &&
      (wanted === 'ready' ? status?.ready : status?.state.running !== undefined) === true
    )
      return address;
    refuseStuck(pod);
    const homeless = homelessWords(pod);
    if (homeless !== undefined) {
      const ms = context.clock.now().getTime() - began;
      onHomeless(ms);
      if (ms > roomMs) throw noRoom(homeless);
    }
    await context.clock.wait(pauseMs, signal);
  }
}

function refuseStuck(pod: FoundPod | undefined): void {
  for (const { name, state } of pod?.status.containerStatuses ?? []) {
    const { reason = '', message = '' } = state.waiting ?? {};
    if (!stuck.test(reason)) continue;
    throw new Fault({
      code: 'ENVIRONMENT_CREATE',
      message: `The container ${name} does not start: ${reason} ${message.slice(0, 300)}`.trim(),
      hint: 'See whether the machines of the cluster have the images of the runtime bundle, and under which names (docs/operating.md, Kubernetes).',
    });
  }
}

/** What the scheduler says when no machine has room. */
function homelessWords(pod: FoundPod | undefined): string | undefined {
  const homeless = pod?.status.conditions.find(
    ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
  );
  return homeless === undefined ? undefined : (homeless.message ?? '');
}

function noRoom(value: string): Fault {
  return new Fault({
    code: 'QUOTA',
    audience: 'learner',
    message: `The cluster has no room for one more environment: ${value.slice(0, 300)}`,
    hint: 'Try again when another environment has ended, or ask for a machine more.',
  });
}
