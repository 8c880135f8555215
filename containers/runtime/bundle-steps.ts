import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

/** What a source must offer: three image steps, the kind command, and the versions in them. */
export interface BundleSteps {
  readonly node: PipelineStep;
  readonly vault: PipelineStep;
  readonly workspace: PipelineStep;
  /** Step and file name in its result. */
  readonly kind: { readonly step: PipelineStep; readonly file: string };
  readonly versions: {
    readonly kubernetes: string;
    readonly externalSecrets: string;
    readonly kind: string;
    readonly vault: string;
    readonly helm: string;
  };
}

/** The steps whose results a bundle consists of. */
export function goalsOf(steps: BundleSteps): readonly PipelineStep[] {
  return [steps.workspace, steps.vault, steps.node, steps.kind.step];
}
