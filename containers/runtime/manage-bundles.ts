import { join } from 'node:path';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { Fault } from '#containers/contract/fault.ts';
import { writeArchive } from '#containers/runtime/archive/export-bundle.ts';
import { readArchive } from '#containers/runtime/archive/import-bundle.ts';
import { billOf, type BillOfMaterials } from '#containers/runtime/bill/bill-of-materials.ts';
import { bundleProblems } from '#containers/runtime/bundle-problems.ts';
import { listRecords, type BundleRecord } from '#containers/runtime/bundle-record.ts';
import { defaultCacheDir } from '#containers/runtime/cache-dir.ts';
import { ensureEngine } from '#containers/runtime/engine/ensure-engine.ts';
import { isWhole } from '#containers/runtime/find-bundle.ts';
import { lockCache } from '#containers/runtime/pipeline/cache-lock.ts';
import { pushSet, type PushedSet } from '#containers/runtime/sources/registry/push-set.ts';

export interface ManageOptions {
  readonly cacheDir?: string;
  readonly signal: AbortSignal;
}

export interface ListedBundle {
  readonly bundle: RuntimeBundle;
  /** Whether its images and tools are still here. */
  readonly whole: boolean;
}

/** All bundles that this cache knows, newest first. */
export async function listBundles(options: ManageOptions): Promise<readonly ListedBundle[]> {
  const { cacheDir, docker } = await open(options);
  const records = await listRecords(cacheDir);
  return Promise.all(
    records.map(async (record) => ({
      bundle: record.bundle,
      whole: await isWhole(record, docker, options.signal),
    })),
  );
}

/** What is wrong with a bundle (the newest, unless a recipe is named), one line each; empty when it is sound. */
export async function verifyBundle(
  options: ManageOptions & { readonly recipe?: string },
): Promise<readonly string[]> {
  const { cacheDir, docker } = await open(options);
  const record = await getRecord(cacheDir, options.recipe);
  return bundleProblems(record, docker, options.signal);
}

/** What a bundle (the newest, unless a recipe is named) is made of, as CycloneDX. */
export async function billOfBundle(
  options: ManageOptions & { readonly recipe?: string },
): Promise<BillOfMaterials> {
  const cacheDir = options.cacheDir ?? defaultCacheDir(process.env);
  return billOf(await getRecord(cacheDir, options.recipe), { cacheDir, signal: options.signal });
}

/** Writes a bundle (the newest whole one, unless a recipe is named) to one archive. */
export async function exportBundle(
  options: ManageOptions & { readonly file: string; readonly recipe?: string },
): Promise<RuntimeBundle> {
  const { cacheDir, docker } = await open(options);
  const { bundle } = await getRecord(cacheDir, options.recipe);
  await writeArchive(docker, { bundle, file: options.file, signal: options.signal });
  return bundle;
}

/** Takes a bundle out of an archive, after checking it; needs no network. */
export async function importBundle(
  options: ManageOptions & { readonly file: string },
): Promise<RuntimeBundle> {
  const { cacheDir, docker } = await open(options);
  const release = await lockCache(cacheDir, { signal: options.signal, waitMs: 0 });
  try {
    return await readArchive(docker, { cacheDir, file: options.file, signal: options.signal });
  } finally {
    await release();
  }
}

/** Pushes a bundle to a registry, from where others can use it as their source, and answers what to write there. */
export async function pushBundle(
  options: ManageOptions & { readonly registry: string; readonly recipe?: string },
): Promise<PushedSet> {
  const { cacheDir, docker } = await open(options);
  const { bundle } = await getRecord(cacheDir, options.recipe);
  return pushSet(docker, { bundle, registry: options.registry, signal: options.signal });
}

async function open(options: ManageOptions) {
  const cacheDir = options.cacheDir ?? defaultCacheDir(process.env);
  const docker = await ensureEngine({ logDir: join(cacheDir, 'engine'), signal: options.signal });
  return { cacheDir, docker };
}

async function getRecord(cacheDir: string, recipe: string | undefined): Promise<BundleRecord> {
  const record = (await listRecords(cacheDir)).find(
    ({ bundle }) => recipe === undefined || bundle.recipe === recipe,
  );
  if (record !== undefined) return record;
  throw new Fault({
    code: 'BUNDLE_NOT_READY',
    message:
      recipe === undefined
        ? `There is no bundle in ${cacheDir} yet.`
        : `There is no bundle ${recipe} in ${cacheDir}.`,
    hint: 'Run `kindlab bundle build` first, or `kindlab bundle list` to see what there is.',
  });
}
