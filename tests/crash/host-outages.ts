import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdtemp, open, rm, statfs, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '#tests/server/until.ts';
import { problemsAfter, skipped, untilReady, type CrashWorld, type Outcome } from './crash-world.ts';
import { whileAnswering } from './engine-outages.ts';

const answersMs = 60_000;
const stateMiB = 768;
const fullMs = 4000;

/** A disk of its own for the state of a server, small enough to be filled; needs root. */
export interface SmallDisk extends AsyncDisposable {
  readonly folder: string;
}

export async function mountSmallDisk(): Promise<SmallDisk | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${stateMiB}m`, 'kindlab-crash', folder], {
      timeout: 10_000,
    });
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    [Symbol.asyncDispose]: async () => {
      execFileSync('umount', [folder], { timeout: 30_000 });
      await rm(folder, { recursive: true });
    },
  };
}

/** Fills the disk under the state while a learner answers, then frees it. */
export async function diskFull(world: CrashWorld, disk: SmallDisk | undefined): Promise<Outcome> {
  if (disk === undefined) return skipped('a small disk for it can only be mounted as root');
  const filler = path.join(disk.folder, 'filler');
  const notes: string[] = [];
  const counts = { taken: 0, refused: 0 };
  await whileAnswering(world, async () => {
    await fill(filler, disk.folder);
    for (const end = performance.now() + fullMs; performance.now() < end;) {
      const isTaken = await world.learner.answer().catch(() => false);
      counts[isTaken ? 'taken' : 'refused'] += 1;
      await delay(50);
    }
    await rm(filler);
  });
  notes.push(`While it was full, ${counts.taken} answers were taken and ${counts.refused} refused.`);
  const answers = (): Promise<boolean | undefined> => world.learner.answer().catch(() => undefined);
  const wentOn = await until(
    'an answer is taken',
    async () => (await answers()) || undefined,
    answersMs,
  ).catch(() => false);
  if (!wentOn) {
    notes.push('The server took nothing before it was started again.');
    await world.server.stop();
    await world.server.start();
  }
  const problems = await problemsAfter(world);
  world.print(`disk full: ${problems.join('; ') || 'all there'}; ${notes.join(' ')}`);
  return { rounds: 1, problems, notes };
}

/** Writes until there is no room for one more byte. */
async function fill(file: string, folder: string): Promise<void> {
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
  const { bfree } = await statfs(folder);
  if (bfree > 0) throw new Error(`${bfree} blocks are still free`);
}

/** Lets the server's clock jump forward past the end of every lease, and back again. */
export async function clockJumps(world: CrashWorld): Promise<Outcome> {
  const [library] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1');
  if (library === undefined) return skipped("Debian's package libfaketime is not installed");
  await untilReady(world);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-clock-'));
  const file = path.join(folder, 'offset');
  const jump = async (offset: string): Promise<void> => {
    await whileAnswering(world, () => writeFile(file, offset));
    // As long as the server takes to notice that leases have ended.
    await delay(35_000);
  };
  await writeFile(file, '+0');
  await world.server.stop();
  await world.server.start([], {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  });
  const problems: string[] = [];
  for (const offset of ['+12h', '+0']) {
    await jump(offset);
    const state = (await world.learner.attempt())?.environment.state ?? 'gone';
    problems.push(...(await problemsAfter(world)).map((problem) => `clock at ${offset}: ${problem}`));
    world.print(`clock at ${offset}: the lab was ${state}; ${problems.join('; ') || 'all there'}`);
  }
  await world.server.stop();
  await rm(folder, { recursive: true });
  await world.server.start();
  return {
    rounds: 2,
    problems,
    notes: ['Twelve hours forward and back; a lease that this ended was put aside.'],
  };
}
