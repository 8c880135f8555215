import { constants } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileSet, shown } from './file-set.ts';
import { submissionLimits as limits } from './limits.ts';
import { Rejected } from './rejected.ts';

/** Reads `solution/` of a folder, or of the one folder in it, without following any link. */
export async function readFolder(root: string): Promise<FileSet> {
  const set = new FileSet();
  for (const top of await solutionsOf(root)) await walk(root, top, set);
  return set;
}

/** `solution`, else every `<folder>/solution`. */
async function solutionsOf(root: string): Promise<readonly string[]> {
  if (await isThere(join(root, 'solution'))) return ['solution'];
  const found: string[] = [];
  for await (const { name } of await openFolder(root)) {
    const inner = `${name}/solution`;
    if ((await lstat(join(root, name))).isDirectory() && (await isThere(join(root, inner))))
      found.push(inner);
  }
  return found;
}

async function walk(root: string, path: string, set: FileSet): Promise<void> {
  const stats = await lstat(join(root, path));
  if (stats.isDirectory()) {
    set.admit(path, 0);
    const names: string[] = [];
    for await (const { name } of await openFolder(join(root, path))) {
      names.push(name);
      if (names.length > limits.entries)
        throw new Rejected('too-large', `It has more than ${limits.entries} entries.`);
    }
    for (const name of names) await walk(root, `${path}/${name}`, set);
    return;
  }
  if (!stats.isFile())
    throw new Rejected(
      'special-file',
      `${shown(path)} is a link or a device: only files and folders are taken.`,
    );
  if (set.admit(path, stats.size)) set.add(path, await readPlain(join(root, path)));
}

/** Bounded, and refusing a link that has taken the file's place meanwhile. */
async function readPlain(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const buffer = Buffer.alloc(limits.fileBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
    }
  } finally {
    await file.close();
  }
}

async function openFolder(path: string) {
  return opendir(path, { bufferSize: 64 });
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
