import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Exercise } from '#labs/lab.ts';

/** Which version of the content a learner had: hashes over the files of the lab, and over those of one exercise. */
export async function contentHash({
  solutionFile,
}: Pick<Exercise, 'solutionFile'>): Promise<{ readonly lab: string; readonly exercise: string }> {
  const exercise = path.dirname(solutionFile);
  return { lab: await hashFolder(path.dirname(exercise)), exercise: await hashFolder(exercise) };
}

async function hashFolder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const content = await readFile(file);
    hash.update(`${path.relative(folder, file)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}
