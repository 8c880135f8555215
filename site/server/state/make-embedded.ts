import { execFile } from 'node:child_process';
import { open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { isThere } from '#containers/if-missing.ts';
import { requireRoom } from './require-room.ts';

const maker = path.join(import.meta.dirname, 'embedded-maker.ts');
const makingMs = 120_000;

/** Makes an empty database in a folder that has none. One that was cut short is made anew: it gets its name once it is whole. */
export async function makeEmbedded(folder: string): Promise<void> {
  if (await isThere(path.join(folder, 'PG_VERSION'))) return;
  const making = `${folder}.making`;
  await rm(making, { recursive: true, force: true });
  try {
    await promisify(execFile)(process.execPath, [maker, making], { timeout: makingMs });
  } catch (error) {
    await requireRoom(path.dirname(folder), error);
    throw error;
  }
  await syncAll(making);
  await rename(making, folder);
  await sync(path.dirname(folder));
}

async function syncAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await sync(folder);
  for (const entry of entries) await sync(path.join(entry.parentPath, entry.name));
}

async function sync(file: string): Promise<void> {
  await using handle = await open(file, 'r');
  await handle.sync();
}
