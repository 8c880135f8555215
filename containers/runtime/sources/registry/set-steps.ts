import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import pRetry from 'p-retry';
import { extract } from 'tar';
import type { BundleSteps } from '#containers/runtime/bundle-steps.ts';
import { findImageId } from '#containers/runtime/images/engine-images.ts';
import { imageStep } from '#containers/runtime/images/image-step.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import type { PipelineStep, StepContext } from '#containers/runtime/pipeline/step.ts';
import { untilAborted } from '#containers/runtime/pipeline/until-aborted.ts';
import type { SetManifest } from '#containers/runtime/sources/registry/set-manifest.ts';

const pullTimeoutMs = 30 * 60_000;

/** The steps that take a pushed set out of a registry: three pulls by digest, and the kind command. */
export function setSteps(docker: Docker, set: SetManifest, setRef: string): BundleSteps {
  const kind = kindCommand(docker, setRef);
  const pullStep = (role: 'node' | 'vault' | 'workspace', expectedMs: number) =>
    imageStep({
      docker,
      repository: `kindlab/${role}`,
      id: `pull-${role}`,
      title: `Pull the ${role} image`,
      expectedMs,
      needs: [],
      inputs: set.images[role],
      files: [],
      build: (ref, context) => pullAs(docker, set.images[role], { ref, context }),
    });
  return {
    node: pullStep('node', 30_000),
    vault: pullStep('vault', 10_000),
    workspace: pullStep('workspace', 15_000),
    kind: { step: kind, file: 'kind' },
    versions: set.bundle.versions,
  };
}

interface Pull {
  readonly ref: string;
  readonly context: StepContext;
}

/** Pulls with the docker command, which knows the user's credentials, and gives the image a local name. */
async function pullAs(docker: Docker, source: string, { ref, context }: Pull): Promise<void> {
  await pullImage(source, context);
  const [repo = '', tag = ''] = ref.split(':');
  await untilAborted(docker.getImage(source).tag({ repo, tag }), context.signal);
}

/** Brings an image into the engine by its digest; a pull that breaks off is tried again. */
export async function pullImage(
  source: string,
  { signal, report }: Pick<StepContext, 'signal' | 'report'>,
): Promise<void> {
  report({ detail: source });
  const onLine = (line: string) => report({ detail: line });
  const run = () => runCommand(['docker', 'pull', source], { signal, timeoutMs: pullTimeoutMs, onLine });
  await pRetry(run, { retries: 3, signal });
}

function kindCommand(docker: Docker, setRef: string): PipelineStep {
  return {
    id: 'pull-kind',
    title: 'Take the kind command',
    expectedMs: 2_000,
    needs: [],
    inputs: setRef,
    files: [],
    async run({ out, signal, report }) {
      if ((await findImageId(docker, setRef, signal)) === undefined)
        await pullImage(setRef, { signal, report });
      const container = await untilAborted(docker.createContainer({ Image: setRef, Cmd: ['/kind'] }), signal);
      try {
        const archive = await untilAborted(container.getArchive({ path: '/kind' }), signal);
        await unpackTo(archive, out);
      } finally {
        await container.remove({ force: true });
      }
      await writeFile(join(out, 'set'), setRef);
    },
  };
}

async function unpackTo(archive: NodeJS.ReadableStream, folder: string): Promise<void> {
  const unpack = extract({
    cwd: folder,
    filter: (path) => path === 'kind',
  });
  await new Promise<void>((resolve, reject) => {
    archive.once('error', reject);
    unpack.once('error', reject);
    unpack.once('close', resolve);
    archive.pipe(unpack);
  });
  await readFile(join(folder, 'kind'));
}
