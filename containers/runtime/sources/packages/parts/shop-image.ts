import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pRetry from 'p-retry';
import { imageRecipe } from '#containers/runtime/images/image-recipe.ts';
import { packLayer, writeImageArchive } from '#containers/runtime/sources/packages/parts/container-layer.ts';
import { goToolchain, type GoToolchain } from '#containers/runtime/sources/packages/parts/go-toolchain.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import type { PipelineStep, StepContext } from '#containers/runtime/pipeline/step.ts';

const recipe = imageRecipe('shop');
/** As labs name it. Not among the other versions: those decide what Kubernetes is compiled from. */
const image = 'docker.io/kindlab/shop:1';
/** The flags of the other programs, so that what both use is compiled once. */
const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', '-gcflags=all=-dwarf=false'];
const limitMs = 20 * 60_000;

/**
 * `images.tar` with `kindlab/shop`: the application of the rotation lab, its customer and the reloader. A Go module of
 * its own, so that a change to it compiles nothing else; its tests run first, and what fails them isn't packed.
 * `after` compiles most of what it uses.
 */
export function shopImage(goHome: string, after: PipelineStep): PipelineStep {
  return {
    id: 'shop-image',
    title: 'Compile and pack the shop and the reloader',
    expectedMs: 30_000,
    needs: [after],
    inputs: { image, flags },
    files: [recipe, import.meta.filename],
    async run(context) {
      const go = await goToolchain(goHome, context.signal);
      const source = join(context.scratch, 'source');
      const root = join(context.scratch, 'root');
      for (const folder of [source, root]) await rm(folder, { recursive: true, force: true });
      await cp(recipe, source, { recursive: true });
      await mkdir(root, { recursive: true });
      const run = goIn(source, go, context);
      await pRetry(() => run('list', '-deps', '-test', './...'), { retries: 3, signal: context.signal });
      await run('build', ...flags, '-ldflags=-s -w', '-o', `${root}/`, './cmd/...');
      await run('test', ...flags, './...');
      await pack(root, context);
    },
  };
}

function goIn(source: string, go: GoToolchain, { signal, report }: StepContext) {
  return (...argv: readonly string[]): Promise<string> => {
    report({ detail: `go ${argv[0] ?? ''}` });
    return runCommand([go.command, ...argv], { cwd: source, env: go.env, signal, timeoutMs: limitMs });
  };
}

async function pack(root: string, { out, signal }: StepContext): Promise<void> {
  const layer = await packLayer(root, out, signal);
  const config = { Env: ['PATH=/'], Entrypoint: ['/shop'], User: '65532:65532', WorkingDir: '/' };
  await writeImageArchive([{ refs: [image], layer, config }], out);
  await rm(join(out, layer.file));
}
