import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lab } from '../lab.ts';

const labsFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** SHA-256 over everything that a verdict about a lab depends on: the lab, what labs share, and the checkers. */
export async function labHash(lab: Lab): Promise<string> {
  const [first] = lab.exercises;
  const own = first === undefined ? join(labsFolder, lab.id) : dirname(dirname(first.solutionFile));
  const hash = createHash('sha256');
  for (const [name, folder] of [
    ['lab', own],
    ['shared', join(labsFolder, 'shared')],
    ['checkers', join(dirname(labsFolder), 'checkers')],
  ] as const)
    for (const file of await filesOf(folder)) {
      const content = createHash('sha256').update(await readFile(join(folder, file)));
      hash.update(`${name}/${file.split(sep).join('/')} ${content.digest('hex')}\n`);
    }
  return hash.digest('hex');
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.test(-support)?\.ts$/.test(entry.name))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .toSorted();
}
