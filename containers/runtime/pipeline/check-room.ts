import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import { Fault } from '#containers/contract/fault.ts';
import { ifMissing } from '#containers/if-missing.ts';

const gib = 1024 ** 3;

export interface Room {
  readonly folder: string;
  readonly freeBytes: number;
  readonly memoryBytes: number;
}

/** Free space where the folder is (or will be) and the memory of this machine. */
export async function measureRoom(folder: string): Promise<Room> {
  for (let path = folder; ; path = dirname(path)) {
    const found = await statfs(path).catch(ifMissing);
    if (found !== undefined) {
      return { folder, freeBytes: found.bavail * found.bsize, memoryBytes: totalmem() };
    }
    if (path === dirname(path)) throw new Error(`no file system at ${folder}`);
  }
}

/** Throws Fault DISK_TOO_SMALL or MEMORY_TOO_SMALL that says how much is missing. */
export function requireRoom(
  room: Room,
  needed: { readonly diskBytes: number; readonly memoryBytes: number },
): void {
  if (room.freeBytes < needed.diskBytes) {
    throw new Fault({
      code: 'DISK_TOO_SMALL',
      message: `Preparing the runtime bundle needs ${show(needed.diskBytes)} of free disk at ${room.folder}, and there are ${show(room.freeBytes)}: ${show(needed.diskBytes - room.freeBytes)} too little.`,
      hint: 'Free that much, or set KINDLAB_CACHE_DIR to a folder on a larger disk.',
    });
  }
  if (room.memoryBytes < needed.memoryBytes) {
    throw new Fault({
      code: 'MEMORY_TOO_SMALL',
      message: `This needs a machine with ${show(needed.memoryBytes)} of memory, and this one has ${show(room.memoryBytes)}.`,
      hint: 'Use a larger machine, or build the bundle elsewhere: `kindlab bundle export` there, `kindlab bundle import` here.',
    });
  }
}

function show(bytes: number): string {
  return `${(bytes / gib).toFixed(1)} GiB`;
}
