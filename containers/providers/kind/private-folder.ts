import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ifMissing } from '#containers/if-missing.ts';
import { nameOf } from '#containers/providers/plan.ts';

/**
 * A folder that only we can read, for what the making of an environment needs for a moment. It carries the environment's
 * id, so that what a killed server had in it goes when the environment goes that it had begun.
 */
export function makePrivateFolder(id: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `${nameOf(id)}-`));
}

/** Removes all such folders of an environment. Whoever else uses this machine may have some of that name: those stay. */
export async function removePrivateFolders(id: string): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(`${nameOf(id)}-`)) continue;
    const folder = join(tmpdir(), name);
    const found = await lstat(folder).catch(ifMissing);
    if (found?.uid === process.getuid?.()) await rm(folder, { recursive: true, force: true });
  }
}
