import { statfs } from 'node:fs/promises';
import type { SharedDisk } from '#containers/contract/environment.ts';
import { ifMissing } from '#containers/if-missing.ts';
import { engineInfo } from '../engine-info.ts';
import type { KindContext } from '../kind-context.ts';
import { measureDisk } from './measure-disk.ts';

const askMs = 30_000;

/** The disk that the engine keeps everything on. An engine on another machine does not tell how much of it is free. */
export function sharedDisk(context: KindContext): SharedDisk {
  let folder: Promise<string> | undefined;
  const ask = async (): Promise<string> => (await engineInfo(context, AbortSignal.timeout(askMs))).folder;
  return {
    async free() {
      folder ??= ask();
      try {
        return await freeBytes(await folder);
      } catch (error) {
        folder = undefined;
        throw error;
      }
    },
    measure: (signal) => measureDisk(context, signal),
  };
}

/** What whoever writes there can still get; `undefined`: there is no such folder on this machine. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  const stats = await statfs(folder).catch(ifMissing);
  return stats === undefined ? undefined : stats.bavail * stats.bsize;
}
