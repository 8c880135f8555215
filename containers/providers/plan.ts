import { createHash } from 'node:crypto';
import type { EnvironmentSpec, Owner, Plan } from '#containers/contract/environment.ts';
import { label } from '#containers/labels.ts';

export interface PlanContext {
  /** Which installation plans: the same owner in another installation gets another environment. */
  readonly installation: string;
  readonly images: Plan['images'];
}

/** Name of everything that belongs to one environment; deterministic, so that a retry meets its own leftovers. */
export function nameOf(id: string, part?: string): string {
  return part === undefined ? `kindlab-${id}` : `kindlab-${id}-${part}`;
}

/** Decides names, labels, images and limits of an environment. Pure: the same owner and lab give the same plan. */
export function planEnvironment(spec: EnvironmentSpec, owner: Owner, context: PlanContext): Plan {
  const identity = [context.installation, owner.learner, owner.attempt, spec.lab];
  const id = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 12);
  return {
    id,
    owner,
    spec,
    clusterName: nameOf(id),
    networkName: nameOf(id),
    images: context.images,
    labels: {
      [label.installation]: context.installation,
      [label.environment]: id,
      [label.owner]: owner.learner,
      [label.attempt]: owner.attempt,
      [label.lab]: spec.lab,
    },
  };
}
