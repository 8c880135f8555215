import { access } from 'node:fs/promises';
import type Docker from 'dockerode';
import type { BundleRecord } from '#containers/runtime/bundle-record.ts';
import { imageRoles } from '#containers/runtime/bundle-record.ts';
import { findImageId } from '#containers/runtime/images/engine-images.ts';

/** Whether all of a recorded bundle is still here: its images in the engine, its tools on disk. */
export async function isWhole(record: BundleRecord, docker: Docker, signal: AbortSignal): Promise<boolean> {
  const tool = await access(record.bundle.tools.kind).then(
    () => true,
    () => false,
  );
  if (!tool) return false;
  const ids = await Promise.all(
    imageRoles.map((role) => findImageId(docker, record.bundle.images[role], signal)),
  );
  return ids.every((id) => id !== undefined);
}
