import { chmod, copyFile, cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { buildImage } from '#containers/runtime/images/engine-images.ts';
import { imageRecipe } from '#containers/runtime/images/image-recipe.ts';
import { imageStep } from '#containers/runtime/images/image-step.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

const recipe = imageRecipe('vault');

/** The Vault of an environment: OpenBao's official binary in dev mode. */
export function vaultImage(
  docker: Docker,
  parts: { readonly openbao: PipelineStep; readonly certificates: PipelineStep },
): PipelineStep {
  return imageStep({
    docker,
    repository: 'kindlab/vault',
    id: 'vault-image',
    title: 'Build the Vault image',
    expectedMs: 6_000,
    needs: [parts.openbao, parts.certificates],
    inputs: { format: 1 },
    // The code is part of the recipe: building these again is cheap.
    files: [recipe, import.meta.filename],
    async build(ref, { scratch, signal, resultOf, report }) {
      await copyFile(join(recipe, 'Dockerfile'), join(scratch, 'Dockerfile'));
      const root = join(scratch, 'rootfs');
      await cp(join(recipe, 'files'), root, { recursive: true });
      await mkdir(join(root, 'usr/local/bin'), { recursive: true });
      await copyFile(join(resultOf(parts.openbao), 'bao'), join(root, 'usr/local/bin/bao'));
      await symlink('bao', join(root, 'usr/local/bin/vault'));
      await mkdir(join(root, 'etc/ssl/certs'), { recursive: true });
      await copyFile(
        join(resultOf(parts.certificates), 'ca-certificates.crt'),
        join(root, 'etc/ssl/certs/ca-certificates.crt'),
      );
      await mkdir(join(scratch, 'owned/vault/audit'), { recursive: true });
      await mkdir(join(scratch, 'owned/tmp'), { recursive: true });
      await chmod(join(scratch, 'owned/tmp'), 0o1777);
      await buildImage(docker, { context: scratch, ref, signal, onLine: (detail) => report({ detail }) });
    },
  });
}
