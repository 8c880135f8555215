import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A disk of its own for the state of a server, small enough to be filled. */
export interface SmallDisk extends AsyncDisposable {
  readonly folder: string;
}

/** Throws where it can't be mounted. */
export async function mountSmallDisk(sizeMiB: number): Promise<SmallDisk> {
  if (process.getuid?.() !== 0)
    throw new Error('A disk that can be filled has to be mounted: run this as root.');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(sizeMiB)}m`, 'kindlab-small', folder], {
      timeout: 10_000,
    });
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
  return {
    folder,
    [Symbol.asyncDispose]: async () => {
      execFileSync('umount', ['--lazy', folder], { timeout: 30_000 });
      await rm(folder, { recursive: true });
    },
  };
}

/** Writes until there is no room for one more byte. */
export async function fillDisk(file: string): Promise<void> {
  await using handle = await open(file, 'w');
  for (let size = 1024 * 1024; size >= 1;) {
    const chunk = Buffer.alloc(size, 1);
    try {
      const { bytesWritten } = await handle.write(chunk);
      if (bytesWritten < size) size = Math.floor(size / 4);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      size = Math.floor(size / 4);
    }
  }
  const { bfree } = await statfs(file);
  if (bfree > 0) throw new Error(`${bfree} blocks are still free`);
}
