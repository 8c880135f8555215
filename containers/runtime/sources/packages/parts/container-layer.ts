import { createHash } from 'node:crypto';
import { rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import { sha256OfFile } from '#containers/runtime/pipeline/sha256.ts';

const layerTime = new Date('2025-01-01T00:00:00Z');

/** One layer of an image archive: an uncompressed tar named by its own digest. */
export interface Layer {
  readonly file: string;
  readonly diffId: string;
  readonly bytes: number;
}

export interface ArchivedImage {
  readonly refs: readonly string[];
  readonly layer: Layer;
  readonly config: {
    readonly Entrypoint?: readonly string[];
    readonly Cmd?: readonly string[];
    readonly Env?: readonly string[];
    readonly User?: string;
    readonly WorkingDir?: string;
    readonly ExposedPorts?: Readonly<Record<string, object>>;
  };
}

/** Packs a folder as a layer: owned by root, with one fixed time, so that equal content has an equal digest. */
export async function packLayer(root: string, out: string, signal: AbortSignal): Promise<Layer> {
  const temporary = join(out, 'layer.tar');
  // GNU tar: the npm package drops the write bits that /tmp must have. Debian always has it.
  const same = [
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    `--mtime=${layerTime.toISOString()}`,
  ];
  await runCommand(
    ['tar', '--create', '--format=gnu', ...same, `--file=${temporary}`, `--directory=${root}`, '.'],
    {
      signal,
      timeoutMs: 5 * 60_000,
    },
  );
  const digest = await sha256OfFile(temporary);
  const file = `${digest}.tar`;
  await rename(temporary, join(out, file));
  return { file, diffId: `sha256:${digest}`, bytes: (await stat(join(out, file))).size };
}

/**
 * Writes `images.tar`, an archive as `docker save` makes it, that `docker load` and `ctr images import` take.
 * The layers lie in the same folder; images that share a layer hold it once.
 */
export async function writeImageArchive(images: readonly ArchivedImage[], out: string): Promise<string> {
  const manifest = [];
  const names = new Set<string>();
  for (const { refs, layer, config } of images) {
    const text = JSON.stringify({
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
      created: layerTime.toISOString(),
      config,
      rootfs: { type: 'layers', diff_ids: [layer.diffId] },
      history: [{ created: layerTime.toISOString(), created_by: 'kindlab' }],
    });
    const name = `${createHash('sha256').update(text).digest('hex')}.json`;
    await writeFile(join(out, name), text);
    manifest.push({ Config: name, RepoTags: refs, Layers: [layer.file] });
    names.add(name).add(layer.file);
  }
  await writeFile(join(out, 'manifest.json'), JSON.stringify(manifest));
  const archive = join(out, 'images.tar');
  await create({ file: archive, cwd: out, portable: true, mtime: layerTime }, ['manifest.json', ...names]);
  return archive;
}
