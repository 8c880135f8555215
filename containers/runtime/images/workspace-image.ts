import { chmod, copyFile, cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { buildImage, importRoot, removeRefs } from '#containers/runtime/images/engine-images.ts';
import { imageRecipe } from '#containers/runtime/images/image-recipe.ts';
import { imageStep } from '#containers/runtime/images/image-step.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

const recipe = imageRecipe('workspace');

/** Debian packages of the learner's terminal. */
export const workspacePackages = [
  'bash',
  'bash-completion',
  'busybox',
  'ca-certificates',
  'catatonit',
  'curl',
  'git',
  'iproute2',
  'jq',
  'less',
  'nano',
  'ncurses-term',
  'openssl',
  'procps',
  'tmux',
  'vim-tiny',
] as const;

export interface WorkspaceParts {
  /** Result folder holds `root.tar`. */
  readonly root: PipelineStep;
  /** Steps whose programs go to /usr/local/bin, by name. */
  readonly programs: ReadonlyMap<PipelineStep, readonly string[]>;
  /** Result folder is a Helm repository. */
  readonly charts: PipelineStep;
}

/** The image of the learner's terminal. */
export function workspaceImage(docker: Docker, parts: WorkspaceParts): PipelineStep {
  return imageStep({
    docker,
    repository: 'kindlab/workspace',
    id: 'workspace-image',
    title: 'Build the workspace image',
    expectedMs: 15_000,
    needs: [parts.root, ...parts.programs.keys(), parts.charts],
    inputs: { programs: [...parts.programs.values()] },
    // The code is part of the recipe: building these again is cheap.
    files: [recipe, import.meta.filename],
    async build(ref, { key, scratch, signal, resultOf, report }) {
      const onLine = (detail: string) => report({ detail });
      const base = `kindlab/workspace-base:${key}`;
      try {
        await importRoot(docker, join(resultOf(parts.root), 'root.tar'), base, { signal, onLine });
        await assembleWorkspace(parts, scratch, resultOf);
        await buildImage(docker, { context: scratch, ref, buildArgs: { BASE: base }, signal, onLine });
      } finally {
        await removeRefs(docker, [base]);
      }
    },
  });
}

/** Puts together the build context of the workspace image. */
export async function assembleWorkspace(
  parts: Omit<WorkspaceParts, 'root'>,
  context: string,
  resultOf: (step: PipelineStep) => string,
): Promise<void> {
  await copyFile(join(recipe, 'Dockerfile'), join(context, 'Dockerfile'));
  await copyFile(join(recipe, 'setup.sh'), join(context, 'setup.sh'));
  const root = join(context, 'rootfs');
  await cp(join(recipe, 'files'), root, { recursive: true });
  await copyPrograms(parts, join(root, 'usr/local/bin'), resultOf);
  await copyCharts(resultOf(parts.charts), join(root, 'opt/charts'));
}

async function copyPrograms(
  parts: Pick<WorkspaceParts, 'programs'>,
  folder: string,
  resultOf: (step: PipelineStep) => string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [step, names] of parts.programs) {
    for (const name of names) {
      await copyFile(join(resultOf(step), name), join(folder, name));
      await chmod(join(folder, name), 0o755);
    }
  }
}

async function copyCharts(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (!name.startsWith('.')) await copyFile(join(from, name), join(to, name));
  }
}
