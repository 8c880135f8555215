import { join } from 'node:path';
import type { VaultProduct } from '#containers/contract/bundle.ts';
import type { BundleRecord } from '#containers/runtime/bundle-record.ts';
import type { ChosenSteps } from '#containers/runtime/choose-steps.ts';
import { readImageNote } from '#containers/runtime/images/image-step.ts';
import type { PipelineResult } from '#containers/runtime/pipeline/run-pipeline.ts';

/** What to write down about a bundle whose steps have all finished. */
export async function recordOf(
  chosen: ChosenSteps,
  result: PipelineResult,
  vaultProduct: VaultProduct,
): Promise<BundleRecord> {
  const { steps, recipe, source, registry } = chosen;
  const node = await readImageNote(result.resultOf(steps.node));
  const vault = await readImageNote(result.resultOf(steps.vault));
  const workspace = await readImageNote(result.resultOf(steps.workspace));
  const { kubernetes, externalSecrets, kind, helm } = steps.versions;
  return {
    bundle: {
      format: 1,
      recipe,
      source,
      createdAt: new Date().toISOString(),
      versions: { kubernetes, externalSecrets, kind, helm, vault: steps.versions.vault, vaultProduct },
      images: { node: node.ref, vault: vault.ref, workspace: workspace.ref },
      tools: { kind: join(result.resultOf(steps.kind.step), steps.kind.file) },
    },
    imageIds: { node: node.id, vault: vault.id, workspace: workspace.id },
    steps: result.kept,
    ...(registry === undefined ? {} : { registry }),
  };
}
