import { statfs } from 'node:fs/promises';
import prettyBytes from 'pretty-bytes';
import { Fault } from '#containers/contract/fault.ts';

/** Two files of PostgreSQL's log, 16 MiB each: with less it may end at any write. */
const neededBytes = 32 * 1024 * 1024;

/** Throws a Fault when the disk under a folder is too full for a database to be written there. */
export async function requireRoom(folder: string, cause?: unknown): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const free = prettyBytes(freeBytes, { binary: true });
  const needed = prettyBytes(neededBytes, { binary: true });
  throw new Fault({
    code: 'DISK_TOO_SMALL',
    message: `Nothing can be stored: the disk of the server's data has ${free} left.`,
    hint: `Whoever runs the server has to make room, ${needed} at least. It goes on by itself then.`,
    cause,
  });
}
