import { createHash } from 'node:crypto';
import type Docker from 'dockerode';
import type { BundleSource, VaultProduct } from '#containers/contract/bundle.ts';
import { Fault } from '#containers/contract/fault.ts';
import type { BundleRecord } from '#containers/runtime/bundle-record.ts';
import { goalsOf, type BundleSteps } from '#containers/runtime/bundle-steps.ts';
import { stepKeys } from '#containers/runtime/pipeline/step-keys.ts';
import { packageSteps } from '#containers/runtime/sources/packages/package-steps.ts';
import { readSet } from '#containers/runtime/sources/registry/read-set.ts';
import { registryAnswers } from '#containers/runtime/sources/registry/registry-answers.ts';
import { setSteps } from '#containers/runtime/sources/registry/set-steps.ts';
import { upstreamSteps } from '#containers/runtime/sources/registry/upstream-steps.ts';

const gib = 1024 ** 3;

export interface ChosenSteps {
  readonly source: 'packages' | 'registry';
  readonly recipe: string;
  readonly steps: BundleSteps;
  /** What this machine must have before anything is started. */
  readonly needs: { readonly diskBytes: number; readonly memoryBytes: number };
  /** The registry setting, when the steps come from it. */
  readonly registry?: string;
}

export interface ChooseOptions {
  readonly cacheDir: string;
  readonly source: BundleSource;
  readonly vault: VaultProduct;
  readonly registry?: string;
  readonly signal: AbortSignal;
}

/** Decides where a bundle comes from, asking the registry where that decides it. */
export async function chooseSteps(docker: Docker, options: ChooseOptions): Promise<ChosenSteps> {
  if (options.source === 'packages') return fromPackages(docker, options);
  const reachable = await registryAnswers(options.registry ?? 'docker.io/library', options.signal);
  if (reachable)
    return options.registry === undefined
      ? fromUpstream(docker, options)
      : fromSet(docker, options.registry, options);
  if (options.source === 'auto') return fromPackages(docker, options);
  throw new Fault({
    code: 'REGISTRY_UNREACHABLE',
    message: `The registry ${options.registry ?? 'Docker Hub'} does not answer.`,
    hint: 'Check the registry setting and the network, or use `--source packages` to build from package registries instead.',
  });
}

/** Tells which finished bundles do for these options. Asks no network: a warm start must not wait for one. */
export async function acceptance(
  docker: Docker,
  options: ChooseOptions,
): Promise<(record: BundleRecord) => boolean> {
  const recipes = new Set<string>();
  const packages = packageSteps(docker, options.cacheDir);
  if (options.source !== 'registry') recipes.add(await recipeOf(packages, options.vault));
  if (options.source !== 'packages')
    recipes.add(await recipeOf(upstreamSteps(docker, options), options.vault));
  return ({ bundle, registry }) => {
    if (bundle.versions.vaultProduct !== options.vault) return false;
    if (recipes.has(bundle.recipe)) return true;
    if (bundle.source === 'import') return sameVersions(bundle.versions, packages.versions);
    return options.source !== 'packages' && registry !== undefined && registry === options.registry;
  };
}

function sameVersions(a: BundleSteps['versions'], b: BundleSteps['versions']): boolean {
  return (['kubernetes', 'externalSecrets', 'kind'] as const).every((name) => a[name] === b[name]);
}

async function fromPackages(docker: Docker, options: ChooseOptions): Promise<ChosenSteps> {
  if (options.vault === 'vault') throw vaultNotPackaged();
  const steps = packageSteps(docker, options.cacheDir);
  const recipe = await recipeOf(steps, options.vault);
  return { source: 'packages', recipe, steps, needs: { diskBytes: 10 * gib, memoryBytes: 3.5 * gib } };
}

async function fromUpstream(docker: Docker, options: ChooseOptions): Promise<ChosenSteps> {
  const steps = upstreamSteps(docker, options);
  const recipe = await recipeOf(steps, options.vault);
  return { source: 'registry', recipe, steps, needs: { diskBytes: 8 * gib, memoryBytes: 3.5 * gib } };
}

async function fromSet(
  docker: Docker,
  registry: string,
  { vault, signal }: ChooseOptions,
): Promise<ChosenSteps> {
  const { manifest, reference } = await readSet(docker, registry, signal);
  if (manifest.bundle.versions.vaultProduct !== vault) {
    throw new Fault({
      code: 'CONFIG_INVALID',
      message: `The set at ${registry} holds ${manifest.bundle.versions.vaultProduct}, and ${vault} is wanted.`,
      hint: 'Change the vault setting, or push a set with the other product.',
    });
  }
  const steps = setSteps(docker, manifest, reference);
  return {
    source: 'registry',
    recipe: manifest.bundle.recipe,
    steps,
    needs: { diskBytes: 4 * gib, memoryBytes: 3.5 * gib },
    registry,
  };
}

function vaultNotPackaged(): Fault {
  return new Fault({
    code: 'CONFIG_INVALID',
    message:
      "HashiCorp's Vault is in no package registry as a program, so it cannot be part of a bundle built from packages.",
    hint: 'Use OpenBao (the default, the same commands and API), or `--source registry`, or import a bundle that was made with it.',
  });
}

/** Hash of everything that goes into a bundle. */
export async function recipeOf(steps: BundleSteps, vault: VaultProduct): Promise<string> {
  const goals = goalsOf(steps);
  const keys = await stepKeys(goals);
  const hash = createHash('sha256').update(`${vault}\n`);
  for (const goal of goals) hash.update(`${goal.id} ${keys.get(goal)}\n`);
  return hash.digest('hex').slice(0, 16);
}
