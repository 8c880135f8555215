import { copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type Docker from 'dockerode';
import { create } from 'tar';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import {
  manifestName,
  type ArchiveManifest,
  type ArchivePart,
} from '#containers/runtime/archive/archive-manifest.ts';
import { saveImages } from '#containers/runtime/images/save-images.ts';
import { diskFullFault, isDiskFull } from '#containers/runtime/pipeline/disk-full.ts';
import { sha256OfFile } from '#containers/runtime/pipeline/sha256.ts';

export interface ExportRequest {
  readonly bundle: RuntimeBundle;
  /** Archive to write; an existing one is replaced when the new one is whole. */
  readonly file: string;
  readonly signal: AbortSignal;
}

/** Writes a bundle as one archive: a manifest with checksums, the kind command and the three images. */
export async function writeArchive(docker: Docker, request: ExportRequest): Promise<ArchiveManifest> {
  const folder = `${request.file}.parts`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    const names = Object.values(request.bundle.images);
    await saveImages(docker, { names, file: join(folder, 'images.tar.zst'), signal: request.signal });
    await copyFile(request.bundle.tools.kind, join(folder, 'kind'));
    const parts = await Promise.all(
      (['kind', 'images.tar.zst'] as const).map((name) => describe(folder, name)),
    );
    const manifest: ArchiveManifest = { format: 1, bundle: portable(request.bundle), parts };
    await writeFile(join(folder, manifestName), JSON.stringify(manifest, null, 2));
    request.signal.throwIfAborted();
    const partial = join(folder, 'archive.tar');
    await create({ file: partial, cwd: folder, portable: true }, [manifestName, 'kind', 'images.tar.zst']);
    await rename(partial, request.file);
    return manifest;
  } catch (error) {
    throw isDiskFull(error) ? await diskFullFault(dirname(request.file), error) : error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function describe(folder: string, name: ArchivePart['name']): Promise<ArchivePart> {
  const file = join(folder, name);
  return { name, bytes: (await stat(file)).size, sha256: await sha256OfFile(file) };
}

/** Paths of this machine mean nothing elsewhere. */
function portable(bundle: RuntimeBundle): RuntimeBundle {
  return { ...bundle, tools: { kind: 'kind' } };
}
