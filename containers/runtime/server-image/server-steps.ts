import { copyFile, cp, mkdir, readFile, rename, rm, writeFile, chmod } from 'node:fs/promises';
import path from 'node:path';
import type Docker from 'dockerode';
import pRetry from 'p-retry';
import { z } from 'zod';
import { buildImage, importRoot, removeRefs } from '#containers/runtime/images/engine-images.ts';
import { imageRecipe } from '#containers/runtime/images/image-recipe.ts';
import { imageStep } from '#containers/runtime/images/image-step.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';
import { packLayer } from '#containers/runtime/sources/packages/parts/container-layer.ts';
import { debianRoot } from '#containers/runtime/sources/packages/parts/debian-root.ts';
import { extractMatching } from '#containers/runtime/sources/packages/parts/extract-matching.ts';
import { linkLoader } from '#containers/runtime/sources/packages/parts/link-loader.ts';
import { appParts, copyApp, importedPackages } from './app-files.ts';

const recipe = imageRecipe('server');
/** Of Debian: what Node is linked with, who reaps processes, and whom it trusts. */
const kept = [
  /^(bin|lib|lib64|sbin)$/,
  /^etc\/(nsswitch\.conf|ssl\/certs\/ca-certificates\.crt)$/,
  /^usr\/bin\/catatonit$/,
  /^usr\/lib\/[^/]+-linux-gnu\/(lib(atomic|c|dl|gcc_s|m|nss_dns|nss_files|pthread|resolv|rt|stdc\+\+)\.so[\d.]*|ld-linux-[^/]+)$/,
];

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
});

/** The step that makes the server's image in the engine, from the project in this folder, whose site is built. */
export async function serverImageStep(docker: Docker, project: string): Promise<PipelineStep> {
  const { dependencies } = await readManifest(project);
  const packages = await importedPackages(project, Object.keys(dependencies));
  const base = baseStep(project);
  const modules = modulesStep(project, packages);
  return imageStep({
    docker,
    repository: 'kindlab/server',
    id: 'server-image',
    title: 'Build the server image',
    expectedMs: 20_000,
    needs: [base, modules],
    inputs: { format: 1 },
    files: [recipe, import.meta.filename, ...appParts.map((part) => path.join(project, part))],
    async build(ref, { key, scratch, signal, resultOf, report }) {
      const onLine = (detail: string) => report({ detail });
      const root = `kindlab/server-base:${key}`;
      try {
        await importRoot(docker, path.join(resultOf(base), 'root.tar'), root, { signal, onLine });
        await copyFile(path.join(recipe, 'Dockerfile'), path.join(scratch, 'Dockerfile'));
        const from = path.join(resultOf(modules), 'node_modules');
        await cp(from, path.join(scratch, 'modules/node_modules'), {
          recursive: true,
          verbatimSymlinks: true,
        });
        await copyApp(project, path.join(scratch, 'app'));
        await buildImage(docker, { context: scratch, ref, buildArgs: { BASE: root }, signal, onLine });
      } finally {
        await removeRefs(docker, [root]);
      }
    },
  });
}

/** `root.tar`: a dozen libraries of Debian, and the Node that the project runs on. */
function baseStep(project: string): PipelineStep {
  const debian = debianRoot({
    id: 'server-root',
    title: 'Debian for the server',
    expectedMs: 20_000,
    packages: ['ca-certificates', 'catatonit', 'libatomic1', 'libstdc++6'],
  });
  return {
    id: 'server-base',
    title: 'Pack what the server runs on',
    expectedMs: 5_000,
    needs: [debian],
    inputs: { kept: kept.map(String), node: process.version, arch: process.arch },
    files: [path.join(recipe, 'files')],
    async run({ out, scratch, signal, resultOf }) {
      const folder = path.join(scratch, 'root');
      await rm(folder, { recursive: true, force: true });
      await extractMatching(path.join(resultOf(debian), 'root.tar'), folder, kept);
      await linkLoader(folder);
      await cp(path.join(recipe, 'files'), folder, { recursive: true });
      for (const part of ['usr/local/bin', 'tmp', 'var/lib/kindlab'])
        await mkdir(path.join(folder, part), { recursive: true });
      const node = path.join(folder, 'usr/local/bin/node');
      await copyFile(path.join(project, 'node_modules/node/bin/node'), node);
      await chmod(node, 0o755);
      await chmod(path.join(folder, 'tmp'), 0o1777);
      const { file } = await packLayer(folder, out, signal);
      await rename(path.join(out, file), path.join(out, 'root.tar'));
    },
  };
}

/** `node_modules` with the packages that the server imports, in the versions of the project's lock file. */
function modulesStep(project: string, packages: readonly string[]): PipelineStep {
  return {
    id: 'server-modules',
    title: 'Fetch the packages of the server',
    expectedMs: 20_000,
    needs: [],
    inputs: { packages },
    files: [path.join(project, 'package.json'), path.join(project, 'package-lock.json')],
    async run({ out, signal, report }) {
      const { dependencies, ...rest } = await readManifest(project);
      const wanted = Object.fromEntries(packages.map((name) => [name, dependencies[name]]));
      const reduced = { ...rest, private: true, dependencies: wanted };
      await writeFile(path.join(out, 'package.json'), JSON.stringify(reduced, null, 2));
      await copyFile(path.join(project, 'package-lock.json'), path.join(out, 'package-lock.json'));
      const argv = ['npm', 'install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
      const onLine = (detail: string) => report({ detail });
      const run = () => runCommand(argv, { signal, cwd: out, timeoutMs: 10 * 60_000, onLine });
      await pRetry(run, { retries: 2, signal });
    },
  };
}

async function readManifest(project: string): Promise<z.output<typeof manifest>> {
  return manifest.parse(JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8')));
}
