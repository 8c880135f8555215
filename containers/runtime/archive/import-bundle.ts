import { createReadStream } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import type Docker from 'dockerode';
import { extract } from 'tar';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import {
  corruptFault,
  manifestName,
  parseManifest,
  type ArchiveManifest,
} from '#containers/runtime/archive/archive-manifest.ts';
import { imageIdsOf, writeRecord } from '#containers/runtime/bundle-record.ts';
import { followEngine } from '#containers/runtime/images/engine-images.ts';
import { diskFullFault, isDiskFull } from '#containers/runtime/pipeline/disk-full.ts';
import { sha256OfFile } from '#containers/runtime/pipeline/sha256.ts';

export interface ImportRequest {
  readonly cacheDir: string;
  readonly file: string;
  readonly signal: AbortSignal;
}

/**
 * Takes a bundle out of an archive: every part is checked against its checksum before anything is loaded. Fault
 * BUNDLE_CORRUPT for an archive that is not what was exported. The caller holds the cache's lock.
 */
export async function readArchive(docker: Docker, request: ImportRequest): Promise<RuntimeBundle> {
  const folder = join(request.cacheDir, 'tmp', 'import');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    const manifest = await unpackChecked(request.file, folder, request.signal);
    await loadImages(docker, join(folder, 'images.tar.zst'), request.signal);
    return await keep(docker, manifest, { ...request, folder });
  } catch (error) {
    throw isDiskFull(error) ? await diskFullFault(request.cacheDir, error) : error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Unpacks an archive into a folder and answers its manifest once every part has proved sound. */
export async function unpackChecked(
  file: string,
  folder: string,
  signal: AbortSignal,
): Promise<ArchiveManifest> {
  const unpacking = extract({ file, cwd: folder, strict: true }, [manifestName, 'kind', 'images.tar.zst']);
  await unpacking.catch((cause: unknown) => {
    throw isDiskFull(cause) ? cause : corruptFault(file, 'it cannot be unpacked', cause);
  });
  const text = await readFile(join(folder, manifestName), 'utf8').catch((cause: unknown) => {
    throw corruptFault(file, 'it has no manifest', cause);
  });
  const manifest = parseManifest(text, file);
  for (const part of manifest.parts) {
    signal.throwIfAborted();
    const path = join(folder, part.name);
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => undefined,
    );
    if (bytes === undefined) throw corruptFault(file, `${part.name} is missing`);
    if (bytes !== part.bytes || (await sha256OfFile(path)) !== part.sha256) {
      throw corruptFault(file, `the checksum of ${part.name} is wrong`);
    }
  }
  return manifest;
}

async function loadImages(docker: Docker, file: string, signal: AbortSignal): Promise<void> {
  const images = new PassThrough();
  const feeding = pipeline(createReadStream(file), createZstdDecompress(), images, { signal });
  const [answer] = await Promise.all([docker.loadImage(images, { quiet: true }), feeding]);
  await followEngine(docker, answer, { signal });
}

interface Kept extends ImportRequest {
  readonly folder: string;
}

async function keep(docker: Docker, manifest: ArchiveManifest, request: Kept): Promise<RuntimeBundle> {
  const name = `imported-${manifest.bundle.recipe}`;
  const home = join(request.cacheDir, 'steps', name);
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  await rename(join(request.folder, 'kind'), join(home, 'kind'));
  await chmod(join(home, 'kind'), 0o755);
  const bundle: RuntimeBundle = { ...manifest.bundle, source: 'import', tools: { kind: join(home, 'kind') } };
  const imageIds = await imageIdsOf(bundle, docker, request.signal);
  await writeRecord(request.cacheDir, { bundle, imageIds, steps: [name] });
  return bundle;
}
