import { access, constants, readFile } from 'node:fs/promises';
import { Fault } from '#containers/contract/fault.ts';
import type { Obstacle } from '#containers/contract/environment.ts';
import { ask } from './engine.ts';
import { engineInfo } from './engine-info.ts';
import { freeBytes } from './guard/shared-disk.ts';
import type { KindContext } from './kind-context.ts';

const gibibyte = 1024 ** 3;
/** One environment with External Secrets, its pods and some room; see docs/design/0003-environments.md. */
export const neededMemoryBytes = 1.25 * gibibyte;
/** What a new one takes before its learner has done anything. */
const ownDiskBytes = gibibyte;
/** One node alone holds about forty; kind's own advice for several is 512. */
const neededInotifyInstances = 128;

/**
 * Says what keeps this machine from running an environment, each with its remedy; empty when nothing does. What is
 * worth knowing but no obstacle (an old cgroup version) goes to the log.
 */
export async function preflight(context: KindContext, signal: AbortSignal): Promise<readonly Obstacle[]> {
  const engine = await engineObstacles(context, signal);
  const host = await Promise.all([memory(), inotify(), kindCommand(context)]);
  return [...engine, ...host].filter((obstacle) => obstacle !== undefined);
}

async function engineObstacles(
  context: KindContext,
  signal: AbortSignal,
): Promise<readonly (Obstacle | undefined)[]> {
  try {
    const { cgroupVersion, folder } = await engineInfo(context, signal);
    if (cgroupVersion === '1') {
      context.log.info(
        { cgroupVersion },
        'This machine uses cgroup v1: it works, but Kubernetes will drop it. Prefer a host with cgroup v2.',
      );
    }
    const images = await Promise.all(
      Object.values(context.bundle.images).map((image) => missingImage(context, image, signal)),
    );
    return [await disk(folder, neededDiskBytes(context.limits.keepFreeMiB)), ...images];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [{ code: error.code, what: error.message, fix: error.hint }];
  }
}

async function missingImage(
  context: KindContext,
  image: string,
  signal: AbortSignal,
): Promise<Obstacle | undefined> {
  const found = await ask('look for an image', signal, (abortSignal) =>
    context.docker.listImages({ filters: { reference: [image] }, abortSignal }),
  );
  if (found.length > 0) return undefined;
  return {
    code: 'BUNDLE_NOT_READY',
    what: `The image ${image} of the runtime bundle is not in this Docker engine.`,
    fix: 'Prepare the bundle again: `kindlab bundle build`.',
  };
}

/** One environment, and what the machine keeps for itself. */
export function neededDiskBytes(keepFreeMiB: number): number {
  return keepFreeMiB * 1024 ** 2 + ownDiskBytes;
}

async function disk(folder: string, needed: number): Promise<Obstacle | undefined> {
  // An engine in a virtual machine or on another host has its disk elsewhere; it reports a full one itself.
  const free = await freeBytes(folder);
  if (free === undefined || free >= needed) return undefined;
  return {
    code: 'DISK_TOO_SMALL',
    what: `${folder} has ${gib(free)} GiB free; an environment needs ${gib(needed)} GiB, so ${gib(needed - free)} GiB are missing.`,
    fix: 'Free some space there, for example with `docker system df` and `docker image prune`.',
  };
}

async function memory(): Promise<Obstacle | undefined> {
  const available = await availableMemoryBytes();
  if (available === undefined || available >= neededMemoryBytes) return undefined;
  return {
    code: 'MEMORY_TOO_SMALL',
    what: `This machine has ${gib(available)} GiB of memory available; an environment needs ${gib(neededMemoryBytes)} GiB, so ${gib(neededMemoryBytes - available)} GiB are missing.`,
    fix: 'Close other programs, or end environments that are not needed: `kindlab env list`.',
  };
}

/** Memory that programs could still get, from /proc/meminfo; `undefined` where there is no such file. */
export async function availableMemoryBytes(meminfo = '/proc/meminfo'): Promise<number | undefined> {
  const text = await readFile(meminfo, 'utf8').catch(() => '');
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

async function inotify(): Promise<Obstacle | undefined> {
  const file = '/proc/sys/fs/inotify/max_user_instances';
  const limit = Number(await readFile(file, 'utf8').catch(() => 'NaN'));
  if (Number.isNaN(limit) || limit >= neededInotifyInstances) return undefined;
  return {
    code: 'INOTIFY_TOO_LOW',
    what: `fs.inotify.max_user_instances is ${String(limit)}; clusters need at least ${String(neededInotifyInstances)}.`,
    fix: 'Raise it as root: `sysctl fs.inotify.max_user_instances=1024`.',
  };
}

async function kindCommand(context: KindContext): Promise<Obstacle | undefined> {
  const { kind } = context.bundle.tools;
  const runs = await access(kind, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (runs) return undefined;
  return {
    code: 'BUNDLE_NOT_READY',
    what: `The kind command of the runtime bundle is missing or not executable: ${kind}.`,
    fix: 'Prepare the bundle again: `kindlab bundle build`.',
  };
}

function gib(bytes: number): string {
  return (bytes / gibibyte).toFixed(1);
}
