import { deployment, pod } from '#checkers/objects/deployment.ts';
import { findCondition } from '#checkers/objects/conditions.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { names } from './names.ts';

/** How far a Deployment of the External Secrets chart is. */
export interface RolloutFact {
  /** Namespaces in which there is such a Deployment. */
  readonly namespaces: readonly string[];
  /** The one in the right namespace. */
  readonly found?: {
    readonly name: string;
    readonly image: string;
    readonly wanted: number;
    readonly ready: number;
    /** Kubernetes has given up waiting for progress. */
    readonly stuck: boolean;
    readonly generation: number;
    /** Why containers of its pods don't run, as Kubernetes calls it. */
    readonly waiting: readonly string[];
  };
}

/** Found by the chart's own label, whatever the release is called. */
export async function lookAtRollout(
  label: string,
  { kubernetes }: Probes,
  signal: AbortSignal,
): Promise<RolloutFact> {
  const labelSelector = `app.kubernetes.io/name=${label}`;
  const listed = await kubernetes.list(
    { apiVersion: 'apps/v1', plural: 'deployments' },
    { labelSelector },
    signal,
  );
  const all = listed.map((object) => parseObject(deployment, object));
  const namespaces = all.flatMap(({ metadata }) => metadata.namespace ?? []);
  const here = all.find(({ metadata }) => metadata.namespace === names.operatorNamespace);
  if (here === undefined) return { namespaces };
  const pods = await kubernetes.list(
    { apiVersion: 'v1', plural: 'pods', namespace: names.operatorNamespace },
    { labelSelector },
    signal,
  );
  const waiting = pods
    .map((object) => parseObject(pod, object))
    .flatMap(({ status }) => status.containerStatuses.flatMap(({ state }) => state.waiting?.reason ?? []));
  const { metadata, spec, status } = here;
  const observed = status.observedGeneration >= metadata.generation;
  return {
    namespaces,
    found: {
      name: metadata.name,
      image: spec.template.spec.containers[0]?.image ?? '',
      wanted: spec.replicas,
      ready: observed ? Math.min(status.readyReplicas, status.updatedReplicas) : 0,
      stuck: findCondition(status.conditions, 'Progressing')?.reason === 'ProgressDeadlineExceeded',
      generation: metadata.generation,
      waiting: [...new Set(waiting)].sort(),
    },
  };
}

/** Reasons that time alone doesn't mend. */
const lasting = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

export function lastingReasons(waiting: readonly string[]): readonly string[] {
  return waiting.filter((reason) => lasting.has(reason));
}
