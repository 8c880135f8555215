import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { Fault } from '#containers/contract/fault.ts';

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * One server per data folder. The lock is an abstract socket: the kernel gives it to one process and takes it
 * back when that process ends, however it ends, so there is no stale lock to clean up after kill -9.
 */
export async function lockDataFolder(dataDir: string): Promise<FolderLock> {
  const folder = await makeFolder(dataDir);
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  await listen(server, `\0kindlab-data-${name}`, folder);
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function makeFolder(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return await realpath(dataDir);
  } catch (cause) {
    throw new Fault({
      code: 'CONFIG_INVALID',
      message: `The data folder ${dataDir} can't be made (${cause instanceof Error ? cause.message : String(cause)}).`,
      hint: 'Choose a folder that you may write to with --data-dir.',
      cause,
    });
  }
}

function listen(server: Server, address: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(inUse(folder, cause)));
    server.listen(address, resolve);
  });
}

function inUse(folder: string, cause: Error): Fault {
  return new Fault({
    code: 'DATA_IN_USE',
    message: `Another Kindlab server works in the data folder ${folder}.`,
    hint: 'Stop that server, or give this one a folder of its own with --data-dir.',
    cause,
  });
}
