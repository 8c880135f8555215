import type { EnvironmentSpec } from '#containers/contract/environment.ts';
import { plannedSteps } from '#containers/providers/creation-steps.ts';
import type { PlannedStep } from '#containers/providers/step-board.ts';

/** The steps of one creation on a Kubernetes cluster; how long they take is measured (docs/design/0024). */
export function creationSteps(spec: EnvironmentSpec): readonly PlannedStep[] {
  return plannedSteps(spec, {
    apart: { title: 'Private namespace', expectedMs: 300 },
    vaultMs: 3_000,
    workspaceMs: 2_500,
    nodeMs: 6_000,
    controlPlaneMs: 8_000,
    accessMs: 2_500,
  });
}
