import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { stringify } from 'yaml';
import { defaultCacheDir } from '#containers/runtime/cache-dir.ts';
import { listRecords, type BundleRecord } from '#containers/runtime/bundle-record.ts';
import { engineClient } from '#containers/runtime/engine/connect-engine.ts';
import { ensureBundle } from '#containers/runtime/ensure-bundle.ts';
import { saveImages } from '#containers/runtime/images/save-images.ts';
import { ensureServerImage } from '#containers/runtime/server-image/ensure-server-image.ts';
import { inWords, jsonOption, type Said } from '#labs/say.ts';
import { interruptSignal } from './interrupt.ts';
import { ensureSite, root } from './prepare.mjs';
import { RuntimeView } from './runtime-view.ts';

interface BuildOptions extends Said {
  readonly values?: string;
  readonly save?: string;
}

/** What a Kindlab in a cluster is made of: its own image, and the bundle that its labs come from. */
export interface ClusterRelease {
  readonly image: string;
  readonly bundle: BundleRecord;
}

/** `kindlab image`: Kindlab itself as an image, for servers that run in a cluster. */
export function imageCommand(): Command {
  const command = new Command('image').description('Kindlab itself as an image, to run in a cluster');
  command
    .command('build')
    .description('build the server image in the local engine, with the bundle that its labs need')
    .option('--values <file>', 'write the values that the Helm chart needs of both')
    .option('--save <file>', 'write all four images to one archive, for clusters without a registry')
    .option(...jsonOption)
    .action(build);
  return command;
}

async function build(options: BuildOptions): Promise<void> {
  const signal = interruptSignal();
  const release = await buildRelease(signal, (line) => void process.stderr.write(`${line}\n`));
  if (options.values !== undefined) await writeFile(options.values, stringify(chartValues(release)));
  if (options.save !== undefined) {
    const names = [release.image, ...Object.values(release.bundle.bundle.images)];
    const file = path.resolve(options.save);
    await saveImages(engineClient(process.env), { names, file, signal });
  }
  console.log(
    inWords(
      options,
      release,
      `The server image is ${release.image}, for bundle ${release.bundle.bundle.recipe}.`,
    ),
  );
}

/** Builds whatever of it is not there yet. */
export async function buildRelease(
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<ClusterRelease> {
  const { stderr } = process;
  const view = new RuntimeView({ isTTY: stderr.isTTY, write: (text) => void stderr.write(text) });
  await ensureSite(say);
  const bundle = await ensureBundle({
    source: 'auto',
    vault: 'openbao',
    signal,
    onProgress: (progress) => view.show(progress),
  });
  const image = await ensureServerImage({
    project: root,
    signal,
    onProgress: (progress) => view.show(progress),
  });
  const records = await listRecords(defaultCacheDir(process.env));
  const record = records.find(({ bundle: { recipe } }) => recipe === bundle.recipe);
  if (record === undefined) throw new Error(`the bundle ${bundle.recipe} is not written down`);
  return { image, bundle: record };
}

/** Values of the Helm chart that say which images there are. */
export function chartValues({ image, bundle }: ClusterRelease): object {
  const [repository = '', tag = ''] = image.split(':');
  return { image: { repository: `docker.io/${repository}`, tag }, bundle };
}
