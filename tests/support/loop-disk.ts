import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A disk of its own, in a file, of which can be seen what has reached it. */
export interface LoopDisk extends AsyncDisposable {
  readonly folder: string;
  readonly image: string;
  /** Turns this disk into what another would be if its machine lost its power now. */
  becomeCopyOf(other: LoopDisk): Promise<void>;
}

/** Throws where it can't be mounted. */
export async function mountLoopDisk(sizeMiB: number): Promise<LoopDisk> {
  if (process.getuid?.() !== 0) throw new Error('A disk in a file has to be mounted: run this as root.');
  const home = await mkdtemp(path.join(os.tmpdir(), 'kindlab-loop-'));
  const [image, folder] = [path.join(home, 'image'), path.join(home, 'disk')];
  await mkdir(folder);
  await writeFile(image, '');
  await truncate(image, sizeMiB * 1024 * 1024);
  run('mkfs.ext4', '-q', image);
  // By itself it writes only every few minutes: what is there before was asked for.
  const mount = (): void => run('mount', '-o', 'loop,commit=300', image, folder);
  mount();
  return {
    folder,
    image,
    becomeCopyOf: async (other) => {
      run('umount', folder);
      await copyFile(other.image, image);
      mount();
    },
    [Symbol.asyncDispose]: async () => {
      run('umount', '--lazy', folder);
      await rm(home, { recursive: true });
    },
  };
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, [...args], { timeout: 30_000, stdio: ['ignore', 'ignore', 'inherit'] });
}
