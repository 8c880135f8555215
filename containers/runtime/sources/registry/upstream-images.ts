import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { VaultProduct } from '#containers/contract/bundle.ts';
import { buildImage, removeRefs } from '#containers/runtime/images/engine-images.ts';
import { imageRecipe } from '#containers/runtime/images/image-recipe.ts';
import { imageStep } from '#containers/runtime/images/image-step.ts';
import { preloadImages } from '#containers/runtime/images/preload-images.ts';
import { saveImages } from '#containers/runtime/images/save-images.ts';
import {
  assembleWorkspace,
  workspacePackages,
  type WorkspaceParts,
} from '#containers/runtime/images/workspace-image.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';
import { pullImage } from '#containers/runtime/sources/registry/set-steps.ts';
import { upstream } from '#containers/runtime/sources/registry/upstream.ts';

/** Images of upstream's that labs run in the cluster beside those that kind's node image has. */
const labImages = [upstream.externalSecrets, upstream.postgres, upstream.clusterOpenbao];

/**
 * kind's own node image with the images of labs put into its containerd and a network that needs no image. Result
 * folders of `ours` hold `images.tar`: images that no registry has.
 */
export function upstreamNodeImage(docker: Docker, ours: readonly PipelineStep[]): PipelineStep {
  const recipe = imageRecipe('node');
  return imageStep({
    docker,
    repository: 'kindlab/node',
    id: 'upstream-node-image',
    title: 'Pull and complete the cluster node image',
    expectedMs: 60_000,
    needs: ours,
    inputs: [upstream.node, ...labImages],
    files: [recipe],
    async build(ref, { key, scratch, signal, report, resultOf }) {
      const onLine = (detail: string) => report({ detail });
      for (const image of [upstream.node, ...labImages]) await pullImage(image, { signal, report });
      const base = `kindlab/node-base:${key}`;
      await cp(join(recipe, 'files'), join(scratch, 'rootfs'), { recursive: true });
      await writeFile(join(scratch, 'Dockerfile'), `FROM ${upstream.node}\nCOPY rootfs/ /\n`);
      try {
        await buildImage(docker, { context: scratch, ref: base, signal, onLine });
        const archive = join(scratch, 'images.tar');
        await saveImages(docker, { names: labImages, file: archive, signal });
        const archives = [archive, ...ours.map((step) => join(resultOf(step), 'images.tar'))];
        await preloadImages(docker, { base, ref, archives, keepPacked: true, signal, onLine });
      } finally {
        await removeRefs(docker, [base]);
      }
    },
  });
}

/** Upstream's Vault in dev mode, with our audit device where the product takes one from its configuration. */
export function upstreamVaultImage(docker: Docker, product: VaultProduct): PipelineStep {
  const recipe = imageRecipe('vault');
  return imageStep({
    docker,
    repository: 'kindlab/vault',
    id: `upstream-${product}-image`,
    title: 'Pull and complete the Vault image',
    expectedMs: 20_000,
    needs: [],
    inputs: [upstream[product], product],
    files: [recipe],
    async build(ref, { scratch, signal, report }) {
      await pullImage(upstream[product], { signal, report });
      await copyFile(join(recipe, `upstream.${product}.Dockerfile`), join(scratch, 'Dockerfile'));
      await cp(join(recipe, 'files/vault'), join(scratch, 'owned/vault'), { recursive: true });
      await mkdir(join(scratch, 'owned/vault/audit'), { recursive: true });
      const onLine = (detail: string) => report({ detail });
      await buildImage(docker, {
        context: scratch,
        ref,
        buildArgs: { BASE: upstream[product] },
        signal,
        onLine,
      });
    },
  });
}

/** The workspace on Debian's own image; its packages come from Debian's archive during the build. */
export function upstreamWorkspaceImage(docker: Docker, parts: Omit<WorkspaceParts, 'root'>): PipelineStep {
  return imageStep({
    docker,
    repository: 'kindlab/workspace',
    id: 'upstream-workspace-image',
    title: 'Build the workspace image',
    expectedMs: 60_000,
    needs: [...parts.programs.keys(), parts.charts],
    inputs: [upstream.debian, workspacePackages],
    files: [imageRecipe('workspace')],
    async build(ref, { key, scratch, signal, resultOf, report }) {
      const onLine = (detail: string) => report({ detail });
      await pullImage(upstream.debian, { signal, report });
      const base = `kindlab/workspace-base:${key}`;
      const packages = join(scratch, 'packages');
      await mkdir(packages, { recursive: true });
      const install = `apt-get update && apt-get install -y --no-install-recommends ${workspacePackages.join(' ')}`;
      await writeFile(join(packages, 'Dockerfile'), `FROM ${upstream.debian}\nRUN ${install}\n`);
      const context = join(scratch, 'workspace');
      await mkdir(context, { recursive: true });
      try {
        await buildImage(docker, { context: packages, ref: base, networkMode: 'default', signal, onLine });
        await assembleWorkspace(parts, context, resultOf);
        await buildImage(docker, { context, ref, buildArgs: { BASE: base }, signal, onLine });
      } finally {
        await removeRefs(docker, [base]);
      }
    },
  });
}
