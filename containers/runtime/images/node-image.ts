import { chmod, copyFile, cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { buildImage, importRoot, removeRefs } from '#containers/runtime/images/engine-images.ts';
import { imageRecipe } from '#containers/runtime/images/image-recipe.ts';
import { imageStep } from '#containers/runtime/images/image-step.ts';
import { preloadImages } from '#containers/runtime/images/preload-images.ts';
import type { PipelineStep, StepContext } from '#containers/runtime/pipeline/step.ts';

const recipe = imageRecipe('node');

/** Debian packages of a kind node, after kind's own base image; the last three are used by what we build from it. */
export const nodePackages = [
  'bash',
  'ca-certificates',
  'catatonit',
  'conntrack',
  'containerd',
  'containernetworking-plugins',
  'curl',
  'dbus',
  'e2fsprogs',
  'ethtool',
  'iproute2',
  'iptables',
  'jq',
  'kmod',
  'libseccomp2',
  'mount',
  'nftables',
  'pigz',
  'procps',
  'runc',
  'systemd',
  'systemd-sysv',
  'util-linux',
] as const;

export interface NodeParts {
  /** Result folder holds `root.tar`. */
  readonly root: PipelineStep;
  /** Result folder holds the multi-call `kubernetes`. */
  readonly programs: PipelineStep;
  /** Result folder holds `kind-node/`, the files of kind's base image. */
  readonly sources: PipelineStep;
  /** Result folders hold `images.tar`: what is in the node's containerd before it ever starts. */
  readonly preload: readonly PipelineStep[];
  readonly kubernetesVersion: string;
  readonly pauseImage: string;
}

/** kind node image: Debian, containerd, Kubernetes, and the images that labs run. */
export function nodeImage(docker: Docker, parts: NodeParts): PipelineStep {
  return imageStep({
    docker,
    repository: 'kindlab/node',
    id: 'node-image',
    title: 'Build the cluster node image',
    expectedMs: 40_000,
    needs: [parts.root, parts.programs, parts.sources, ...parts.preload],
    inputs: { kubernetes: parts.kubernetesVersion, pause: parts.pauseImage },
    // The code is part of the recipe: building these again is cheap.
    files: [recipe, import.meta.filename, join(import.meta.dirname, 'preload-images.ts')],
    async build(ref, context) {
      const onLine = (detail: string) => context.report({ detail });
      const { signal, resultOf } = context;
      const [root, base] = [`kindlab/node-root:${context.key}`, `kindlab/node-base:${context.key}`];
      try {
        await importRoot(docker, join(resultOf(parts.root), 'root.tar'), root, { signal, onLine });
        await assemble(parts, context);
        const buildArgs = {
          BASE: root,
          KUBERNETES_VERSION: parts.kubernetesVersion,
          PAUSE_IMAGE: parts.pauseImage,
        };
        await buildImage(docker, { context: context.scratch, ref: base, buildArgs, signal, onLine });
        const archives = parts.preload.map((step) => join(resultOf(step), 'images.tar'));
        await preloadImages(docker, { base, ref, archives, signal, onLine });
      } finally {
        await removeRefs(docker, [base, root]);
      }
    },
  });
}

async function assemble(parts: NodeParts, { scratch, resultOf }: StepContext): Promise<void> {
  await copyFile(join(recipe, 'Dockerfile'), join(scratch, 'Dockerfile'));
  await copyFile(join(recipe, 'setup.sh'), join(scratch, 'setup.sh'));
  const root = join(scratch, 'rootfs');
  await cp(join(resultOf(parts.sources), 'kind-node'), root, { recursive: true });
  await cp(join(recipe, 'files'), root, { recursive: true });
  // Go's module cache drops modes; kind's own Dockerfile sets the same ones.
  for (const folder of ['usr/local/bin', 'kind/bin']) {
    for (const name of await readdir(join(root, folder))) await chmod(join(root, folder, name), 0o755);
  }
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  await copyFile(join(resultOf(parts.programs), 'kubernetes'), join(root, 'usr/bin/kubernetes'));
}
