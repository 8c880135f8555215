import { neededMemoryBytes } from '#containers/providers/kind/preflight.ts';
import { hasSysResource } from '#containers/runtime/engine/host-capabilities.ts';
import { defaultQuotaRules } from '#containers/sessions/quota.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

const gib = 1024 ** 3;
const mib = 1024 ** 2;
/** A build from packages takes the most; see containers/runtime/choose-steps.ts. */
const bundleDiskBytes = 10 * gib;

export function judgeNode(version: string, platform: NodeJS.Platform): Finding {
  if (platform !== 'linux')
    return problem(
      'system',
      `This is ${platform}.`,
      'Labs run on Linux: use a Linux machine, or a VM such as WSL 2 or Lima.',
    );
  return ok('system', `Linux, Node ${version}.`);
}

/** One environment, and what the machine keeps for itself. */
export function judgeMemory(availableBytes: number | undefined): Finding {
  if (availableBytes === undefined)
    return warning(
      'memory',
      'This machine does not say how much memory is available.',
      'See `free -m`; one environment needs 1.25 GiB.',
    );
  const wanted = neededMemoryBytes + defaultQuotaRules.keepFreeMiB * mib;
  const there = `${show(availableBytes)} of memory are available`;
  if (availableBytes < neededMemoryBytes)
    return problem(
      'memory',
      `${there}; one environment needs ${show(neededMemoryBytes)}: ${show(neededMemoryBytes - availableBytes)} are missing.`,
      'Close other programs, or end environments that are not needed: `kindlab env list`.',
    );
  if (availableBytes < wanted)
    return warning(
      'memory',
      `${there}; with what the server leaves free, one environment needs ${show(wanted)}: ${show(wanted - availableBytes)} are missing.`,
      'Close other programs, or end environments that are not needed: `kindlab env list`.',
    );
  return ok('memory', `${there}.`);
}

export interface DiskQuestion {
  readonly folder: string;
  readonly freeBytes: number;
  /** What one environment needs, and what the machine keeps for itself. */
  readonly neededBytes: number;
  /** Whether the runtime bundle is there already, so that only environments need room. */
  readonly bundle: boolean;
}

export function judgeDisk(id: string, { folder, freeBytes, neededBytes, bundle }: DiskQuestion): Finding {
  const needed = bundle ? neededBytes : bundleDiskBytes;
  const there = `${folder} has ${show(freeBytes)} free`;
  if (freeBytes >= needed) return ok(id, `${there}.`);
  const what = bundle ? 'an environment' : 'preparing the runtime';
  return problem(
    id,
    `${there}; ${what} needs ${show(needed)}: ${show(needed - freeBytes)} are missing.`,
    'Free some space, for example with `docker system df` and `docker image prune`, or set KINDLAB_CACHE_DIR to a larger disk.',
  );
}

export interface DiskLimitQuestion {
  readonly freeBytes: number;
  readonly diskGiB: number;
  readonly keepFreeGiB: number;
}

/** Whether labs that fill what they may take leave room for others. */
export function judgeDiskLimit({ freeBytes, diskGiB, keepFreeGiB }: DiskLimitQuestion): Finding {
  if (diskGiB === 0)
    return warning(
      'disk-limit',
      'Nothing limits what one lab may write.',
      'Set limits.diskGiB in the configuration file, or keep the folder of Docker on a disk of its own.',
    );
  const full = Math.floor((freeBytes / gib - keepFreeGiB) / diskGiB);
  const each = `${diskGiB} GiB is what one lab may take of the disk`;
  if (full >= 1) return ok('disk-limit', `${each}; ${full} that fill it find room.`);
  return warning(
    'disk-limit',
    `${each}, and there is not as much free: the first one that fills it is stopped when ${keepFreeGiB} GiB are left.`,
    'Lower limits.diskGiB in the configuration file, or free some space.',
  );
}

export function judgeInotify(instances: number, watches: number): Finding {
  const there = `${instances} inotify instances, ${watches} watches`;
  const fix = 'As root: `sysctl fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=524288`.';
  if (Number.isNaN(instances) || Number.isNaN(watches))
    return warning('inotify', 'The inotify limits of this machine can not be read.', fix);
  if (instances < 128) return problem('inotify', `${there}: too few for one cluster.`, fix);
  if (instances < 512 || watches < 65_536)
    return warning('inotify', `${there}: enough for a few clusters.`, fix);
  return ok('inotify', `${there}.`);
}

/** `ours`: an engine that Kindlab installed and set up for such a host. */
export function judgeCapability(procStatus: string, ours: boolean): Finding {
  if (hasSysResource(procStatus)) return ok('capabilities', 'CAP_SYS_RESOURCE is there.');
  if (ours)
    return ok('capabilities', 'CAP_SYS_RESOURCE is missing; the engine that Kindlab set up does without it.');
  return warning(
    'capabilities',
    'CAP_SYS_RESOURCE is missing here; runc refuses privileged containers, such as cluster nodes, where the engine lacks it too.',
    'Give this machine or sandbox that capability, or let Kindlab install its own engine (as root, with no other Docker there).',
  );
}

const mostSkewMs = 5000;
const release = Date.parse('2026-01-01T00:00:00Z');

/** Certificates and leases are counted in wall-clock time. `aheadMs`: how far the clock of the engine's machine is ahead. */
export function judgeClock(nowMs: number, aheadMs: number): Finding {
  const fix =
    'Set the clock, and let it be kept: `timedatectl set-ntp true`, or restart the virtual machine.';
  if (nowMs < release)
    return problem(
      'clock',
      `The clock says ${new Date(nowMs).toISOString()}, before this version was made.`,
      fix,
    );
  const skewMs = Math.abs(aheadMs);
  if (skewMs > mostSkewMs)
    return problem(
      'clock',
      `The clocks of this machine and of its Docker engine differ by ${Math.round(skewMs / 1000)} s.`,
      fix,
    );
  return ok('clock', `The clock says ${new Date(nowMs).toISOString()}.`);
}

function show(bytes: number): string {
  return `${(bytes / gib).toFixed(1)} GiB`;
}
