import type Docker from 'dockerode';
import { imageRoles, type BundleRecord } from '#containers/runtime/bundle-record.ts';
import { findImageId } from '#containers/runtime/images/engine-images.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';

/** What is wrong with a recorded bundle, one line each; empty when it is sound. */
export async function bundleProblems(
  { bundle, imageIds }: BundleRecord,
  docker: Docker,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const role of imageRoles) {
    const ref = bundle.images[role];
    const id = await findImageId(docker, ref, signal);
    if (id === undefined) problems.push(`the ${role} image ${ref} is not in the engine`);
    else if (id !== imageIds[role])
      problems.push(
        `${ref} is not the very image that this bundle was made with; it was built or loaded again`,
      );
  }
  const version = await runCommand([bundle.tools.kind, 'version'], { signal, timeoutMs: 10_000 }).catch(
    (error: unknown) => String(error),
  );
  if (!version.includes(`v${bundle.versions.kind}`))
    problems.push(`the kind command does not run: ${version}`);
  return problems;
}
