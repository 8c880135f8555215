import type { EnvironmentSpec } from '#containers/contract/environment.ts';
import { plannedSteps } from '#containers/providers/creation-steps.ts';
import type { PlannedStep } from '#containers/providers/step-board.ts';

/** The steps of one creation on a Docker engine; how long they take is measured (docs/design/0003). */
export function creationSteps(spec: EnvironmentSpec): readonly PlannedStep[] {
  return plannedSteps(spec, {
    apart: { title: 'Private network', expectedMs: 100 },
    vaultMs: 700,
    workspaceMs: 600,
    nodeMs: 1_500,
    controlPlaneMs: 3_500,
    accessMs: 2_200,
  });
}
