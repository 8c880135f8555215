import { Command, Option } from 'commander';
import path from 'node:path';
import type { BundleSource, RuntimeBundle, VaultProduct } from '#containers/contract/bundle.ts';
import { ensureBundle } from '#containers/runtime/ensure-bundle.ts';
import {
  billOfBundle,
  exportBundle,
  importBundle,
  listBundles,
  pushBundle,
  verifyBundle,
} from '#containers/runtime/manage-bundles.ts';
import { alwaysJson, asJson, inWords, jsonOption, type Said } from '#labs/say.ts';
import { exitCode } from './exit-code.ts';
import { interruptSignal } from './interrupt.ts';
import { RuntimeView } from './runtime-view.ts';
import { tellList } from './tell-list.ts';

/** `kindlab bundle`: the images and tools that every environment is made from. */
export function bundleCommand(): Command {
  const command = new Command('bundle').description(
    'the runtime bundle: images and tools of all environments',
  );
  addBuild(command);
  addList(command);
  command
    .command('verify [recipe]')
    .description('say what is wrong with a bundle; exit code 1 when something is')
    .option(...jsonOption)
    .action((recipe: string | undefined, said: Said) => verify(recipe, said));
  command
    .command('sbom [recipe]')
    .description('print what a bundle is made of, as a CycloneDX bill of materials')
    .option(...alwaysJson)
    .action(async (recipe: string | undefined) => {
      console.log(asJson(await billOfBundle({ signal: interruptSignal(), ...optional(recipe) })));
    });
  command
    .command('export <file>')
    .description('write a bundle to one checksummed archive')
    .option('--recipe <recipe>', 'which one; the newest without it')
    .option(...jsonOption)
    .action(async (file: string, { recipe, ...options }: Said & { recipe?: string }) => {
      const bundle = await exportBundle({
        file: path.resolve(file),
        signal: interruptSignal(),
        ...optional(recipe),
      });
      console.log(inWords(options, bundle, `Bundle ${bundle.recipe} is in ${file}.`));
    });
  command
    .command('import <file>')
    .description('take a bundle out of an archive; needs no network')
    .option(...jsonOption)
    .action(async (file: string, options: Said) => {
      const bundle = await importBundle({ file: path.resolve(file), signal: interruptSignal() });
      console.log(inWords(options, bundle, `Bundle ${bundle.recipe} is ready.`));
    });
  command
    .command('push <registry>')
    .description('push a bundle to a registry, for others to use with --bundle-source registry --registry')
    .option('--recipe <recipe>', 'which one; the newest without it')
    .option(...alwaysJson)
    .action(async (registry: string, { recipe }: { recipe?: string }) => {
      const pushed = await pushBundle({ registry, signal: interruptSignal(), ...optional(recipe) });
      console.log(asJson(pushed));
    });
  return command;
}

interface BuildOptions {
  readonly source: BundleSource;
  readonly vault: VaultProduct;
  readonly registry?: string;
  readonly json?: boolean;
}

function addBuild(command: Command): void {
  command
    .command('build')
    .description('prepare the bundle, going on from the last finished step')
    .addOption(
      new Option('--source <source>', 'where it comes from')
        .choices(['auto', 'packages', 'registry'])
        .default('auto'),
    )
    .addOption(
      new Option('--vault <product>', 'which Vault').choices(['openbao', 'vault']).default('openbao'),
    )
    .option('--registry <host/path>', 'registry with a pushed set')
    .option('--json', 'print the bundle as JSON')
    .action((options: BuildOptions) => build(options));
}

async function build({ json = false, ...options }: BuildOptions): Promise<void> {
  const { stderr } = process;
  const view = new RuntimeView({ isTTY: stderr.isTTY, write: (text) => void stderr.write(text) });
  const started = Date.now();
  const bundle = await ensureBundle({
    ...options,
    signal: interruptSignal(),
    onProgress: (progress) => view.show(progress),
  });
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(inWords({ json }, bundle, `Bundle ${bundle.recipe} from ${bundle.source} in ${seconds} s.`));
}

function addList(command: Command): void {
  command
    .command('list')
    .description('list the bundles that this machine knows')
    .option(...jsonOption)
    .action(async (said: Said) => {
      const bundles = await listBundles({ signal: interruptSignal() });
      const rows = bundles.map(({ bundle, whole }) => row(bundle, whole));
      tellList(said, bundles, { rows, none: 'No bundles yet: `kindlab bundle build` prepares one.' });
    });
}

function row({ recipe, source, createdAt, versions }: RuntimeBundle, whole: boolean) {
  const vault = `${versions.vaultProduct} ${versions.vault}`;
  return {
    recipe,
    source,
    createdAt,
    kubernetes: versions.kubernetes,
    eso: versions.externalSecrets,
    vault,
    whole,
  };
}

async function verify(recipe: string | undefined, said: Said): Promise<void> {
  const problems = await verifyBundle({ signal: interruptSignal(), ...optional(recipe) });
  const sound = problems.length === 0;
  const text = sound ? 'The bundle is sound.' : problems.map((line) => `- ${line}`).join('\n');
  console.log(inWords(said, { sound, problems }, text));
  if (problems.length > 0) process.exitCode = exitCode.failed;
}

function optional(recipe: string | undefined): { recipe?: string } {
  return recipe === undefined ? {} : { recipe };
}
