import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { listRecords, removeRecord, type BundleRecord } from '#containers/runtime/bundle-record.ts';
import { StepStore } from '#containers/runtime/pipeline/step-store.ts';
import { untilAborted } from '#containers/runtime/pipeline/until-aborted.ts';

/** The one in use and the one before it, which environments that still run may stand on. */
const keptPerKind = 2;

/**
 * Removes what only building needs (compiler caches), bundles that newer ones have replaced, their images, and parts
 * that no bundle stands on. Imported bundles stay. The caller holds the cache's lock.
 */
export async function tidyCache(
  cacheDir: string,
  docker: Docker,
  options: { readonly keepCompilerCache: boolean },
): Promise<void> {
  const records = await listRecords(cacheDir);
  const replaced = replacedRecords(records);
  const kept = records.filter((record) => !replaced.includes(record));
  const inUse = new Set(kept.flatMap(({ bundle }) => Object.values(bundle.images)));
  for (const record of replaced) {
    await removeRecord(cacheDir, record);
    for (const ref of Object.values(record.bundle.images))
      if (!inUse.has(ref)) await removeUnused(docker, ref);
  }
  await new StepStore(cacheDir).keepOnly(new Set(kept.flatMap((record) => record.steps)));
  if (!options.keepCompilerCache) await rm(join(cacheDir, 'go'), { recursive: true, force: true });
}

/** Records, given newest first, that newer ones of the same product and source have replaced. */
export function replacedRecords(records: readonly BundleRecord[]): readonly BundleRecord[] {
  const seen = new Map<string, number>();
  return records.filter(({ bundle }) => {
    if (bundle.source === 'import') return false;
    const kind = `${bundle.source} ${bundle.versions.vaultProduct}`;
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return count > keptPerKind;
  });
}

async function removeUnused(docker: Docker, ref: string): Promise<void> {
  try {
    await untilAborted(docker.getImage(ref).remove(), AbortSignal.timeout(60_000));
  } catch (error) {
    ignoreGoneOrInUse(error);
  }
}

/** 404: somebody removed it already. 409: a container still runs from it, and a later call will remove it. */
function ignoreGoneOrInUse(error: unknown): void {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status !== 404 && status !== 409) throw error;
}
