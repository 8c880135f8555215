import { mkdir } from 'node:fs/promises';
import { extract } from 'tar';

/** Takes those entries out of a root file system's tar whose path (without `./`) matches, but for dropped ones. */
export async function extractMatching(
  tarFile: string,
  folder: string,
  patterns: readonly RegExp[],
  dropped?: RegExp,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const wanted = (entry: string) => {
    const path = entry.replace(/^\.\//, '').replace(/\/$/, '');
    return patterns.some((pattern) => pattern.test(path)) && dropped?.test(path) !== true;
  };
  await extract({ file: tarFile, cwd: folder, filter: wanted });
}
