import { readFile } from 'node:fs/promises';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { engineClient } from '#containers/runtime/engine/connect-engine.ts';
import type { Platform } from '#labs/grading/evidence/statement.ts';

/** Versions of what grades, and hashes of the images that it grades in, as evidence has them. */
export async function platformOf({ recipe, versions, images }: RuntimeBundle): Promise<Platform> {
  const docker = engineClient(process.env);
  const digests = await Promise.all(
    Object.entries(images).map(async ([part, name]) => {
      const { Id } = await docker.getImage(name).inspect();
      return [part, { name, digest: { sha256: Id.replace(/^sha256:/, '') } }] as const;
    }),
  );
  return {
    version: await ownVersion(),
    node: process.version,
    recipe,
    versions,
    images: Object.fromEntries(digests),
  };
}

/** Of this copy of Kindlab. */
export async function ownVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(
    await readFile(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
}
