import { access, constants, readFile } from 'node:fs/promises';
import path from 'node:path';
import { availableMemoryBytes, neededDiskBytes } from '#containers/providers/kind/preflight.ts';
import { isOurEngine } from '#containers/runtime/engine/start-engine.ts';
import { measureRoom } from '#containers/runtime/pipeline/check-room.ts';
import type { CheckedOptions } from '#site/server/server-options.ts';
import type { KubernetesSettings } from '#containers/providers/kubernetes/settings.ts';
import { examineCluster } from './examine-cluster.ts';
import { examineDatabase } from './examine-database.ts';
import { examineEngine } from './examine-engine.ts';
import { examinePort } from './examine-port.ts';
import { ok, problem, type Finding } from './finding.ts';
import {
  judgeCapability,
  judgeClock,
  judgeDisk,
  judgeDiskLimit,
  judgeInotify,
  judgeMemory,
  judgeNode,
} from './judge-host.ts';

export interface HostQuestion {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly limits: CheckedOptions['limits'];
  /** A PostgreSQL in place of the embedded database. */
  readonly databaseUrl: string | undefined;
  /** Labs run there and not in an engine of this machine. */
  readonly kubernetes: KubernetesSettings | undefined;
  readonly signal: AbortSignal;
}

/** Everything that Kindlab needs of this machine and of what it works with, in the order in which it is best mended. */
export async function examineHost(question: HostQuestion): Promise<readonly Finding[]> {
  const { host, port, dataDir, databaseUrl, kubernetes, signal } = question;
  return [
    judgeNode(process.version, process.platform),
    ...(kubernetes === undefined
      ? await examineLabs(question)
      : [...(await examineCluster(kubernetes, signal)), judgeMemory(await availableMemoryBytes())]),
    await examineDataFolder(dataDir),
    ...(databaseUrl === undefined ? [] : [await examineDatabase(databaseUrl)]),
    await examinePort(host, port),
  ];
}

/** What labs on this machine's own engine need. */
async function examineLabs(question: HostQuestion): Promise<readonly Finding[]> {
  const { cacheDir, limits } = question;
  const neededBytes = neededDiskBytes(limits.keepFreeGiB * 1024);
  const { findings, folder, aheadMs, bundleThere } = await examineEngine(question);
  const room = await measureRoom(cacheDir);
  const engineRoom = folder === undefined ? undefined : await measureRoom(folder);
  return [
    ...findings,
    judgeCapability(await readFile('/proc/self/status', 'utf8').catch(() => ''), await isOurEngine()),
    judgeMemory(await availableMemoryBytes()),
    judgeDisk('disk-cache', {
      folder: room.folder,
      freeBytes: room.freeBytes,
      neededBytes,
      bundle: bundleThere,
    }),
    ...(engineRoom === undefined
      ? []
      : [
          judgeDisk('disk-engine', {
            folder: engineRoom.folder,
            freeBytes: engineRoom.freeBytes,
            neededBytes,
            bundle: bundleThere,
          }),
          judgeDiskLimit({ freeBytes: engineRoom.freeBytes, ...limits }),
        ]),
    judgeInotify(await readLimit('max_user_instances'), await readLimit('max_user_watches')),
    judgeClock(Date.now(), aheadMs),
  ];
}

async function readLimit(name: string): Promise<number> {
  return Number(await readFile(`/proc/sys/fs/inotify/${name}`, 'utf8').catch(() => 'NaN'));
}

/** A folder that is not there yet counts as its nearest parent. */
async function examineDataFolder(dataDir: string): Promise<Finding> {
  for (let folder = dataDir; ; folder = path.dirname(folder)) {
    try {
      await access(folder, constants.W_OK);
      return ok('data', `State is kept in ${dataDir}.`);
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (missing && folder !== path.dirname(folder)) continue;
      const why = error instanceof Error ? error.message : String(error);
      return problem(
        'data',
        `The data folder ${dataDir} can't be written (${why}).`,
        'Choose another with --data-dir, or let this user write there.',
      );
    }
  }
}
