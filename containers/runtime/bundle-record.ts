import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { ifMissing } from '#containers/if-missing.ts';
import { findImageId } from '#containers/runtime/images/engine-images.ts';

/** A bundle as JSON. */
export const bundleSchema = z.strictObject({
  format: z.literal(1),
  recipe: z.string().regex(/^[0-9a-f]{16}$/),
  source: z.enum(['packages', 'registry', 'import']),
  createdAt: z.iso.datetime(),
  versions: z.strictObject({
    kubernetes: z.string(),
    externalSecrets: z.string(),
    kind: z.string(),
    vault: z.string(),
    vaultProduct: z.enum(['openbao', 'vault']),
    helm: z.string(),
  }),
  images: z.strictObject({ node: z.string(), vault: z.string(), workspace: z.string() }),
  tools: z.strictObject({ kind: z.string() }),
});

const recordSchema = z.strictObject({
  bundle: bundleSchema,
  /** Image ids by role when the bundle was made: a reference can be moved, an id cannot. */
  imageIds: z.strictObject({ node: z.string(), vault: z.string(), workspace: z.string() }),
  /** Folders under steps/ that the bundle stands on. */
  steps: z.array(z.string()),
  /** The registry setting that it was pulled with. */
  registry: z.string().optional(),
});

/** A finished bundle as it is written down in the cache. */
export interface BundleRecord {
  readonly bundle: RuntimeBundle;
  readonly imageIds: Readonly<Record<keyof RuntimeBundle['images'], string>>;
  readonly steps: readonly string[];
  readonly registry?: string | undefined;
}

/** The three images of a bundle. */
export const imageRoles = ['node', 'vault', 'workspace'] as const;

/** Reads a record from JSON text; throws when it is not one. */
export function parseRecord(text: string): BundleRecord {
  return recordSchema.parse(JSON.parse(text));
}

/** All readable records of a cache, newest first. A file that is no record is passed over: it is only a cache. */
export async function listRecords(cacheDir: string): Promise<readonly BundleRecord[]> {
  const folder = join(cacheDir, 'bundles');
  const names = (await readdir(folder).catch(ifMissing)) ?? [];
  const records: BundleRecord[] = [];
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const record = await readFile(join(folder, name), 'utf8')
      .then(parseRecord)
      .catch(() => undefined);
    if (record !== undefined) records.push(record);
  }
  return records.toSorted((a, b) => b.bundle.createdAt.localeCompare(a.bundle.createdAt));
}

/** Writes a record whole or not at all. */
export async function writeRecord(cacheDir: string, record: BundleRecord): Promise<void> {
  const folder = join(cacheDir, 'bundles');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${record.bundle.recipe}.json`);
  await writeFile(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** Ids under which the engine has a bundle's images now; throws when one is not there. */
export async function imageIdsOf(
  bundle: RuntimeBundle,
  docker: Docker,
  signal: AbortSignal,
): Promise<BundleRecord['imageIds']> {
  const get = async (ref: string) => {
    const id = await findImageId(docker, ref, signal);
    if (id === undefined) throw new Error(`the engine does not have ${ref}`);
    return id;
  };
  const { node, vault, workspace } = bundle.images;
  return { node: await get(node), vault: await get(vault), workspace: await get(workspace) };
}

/** Forgets a bundle; its images and parts are not touched. */
export async function removeRecord(cacheDir: string, { bundle }: BundleRecord): Promise<void> {
  await rm(join(cacheDir, 'bundles', `${bundle.recipe}.json`), { force: true });
}
