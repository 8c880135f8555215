import { globSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fillDisk, type SmallDisk } from '#tests/support/small-disk.ts';
import { until } from '#tests/server/until.ts';
import {
  differences,
  problemsAfter,
  skipped,
  untilReady,
  type CrashWorld,
  type Outcome,
} from './crash-world.ts';
import { whileAnswering } from './engine-outages.ts';

const answersMs = 60_000;
const fullMs = 4000;

/** Fills the disk under the state while learners answer, then frees it: the server has to go on by itself. */
export async function diskFull(world: CrashWorld, disk: SmallDisk, times: number): Promise<Outcome> {
  const filler = path.join(disk.folder, 'filler');
  const problems: string[] = [];
  const counts = { taken: 0, refused: 0 };
  const backMs: number[] = [];
  for (let round = 1; round <= times; round += 1) {
    const found: string[] = [];
    await whileAnswering(world, async () => {
      await fillDisk(filler);
      for (const end = performance.now() + fullMs; performance.now() < end;) {
        const isTaken = await world.quizTaker.answer().catch(() => false);
        counts[isTaken ? 'taken' : 'refused'] += 1;
        await delay(50);
      }
      if (!(await saysFull(world))) found.push('readiness did not say that the disk is full');
      await rm(filler);
    });
    const freed = performance.now();
    try {
      await until(
        'an answer is taken',
        async () => (await world.quizTaker.answer().catch(() => false)) || undefined,
        answersMs,
      );
      backMs.push(performance.now() - freed);
      found.push(...(await (round === times ? problemsAfter(world) : differences(world))));
    } catch (error) {
      found.push(error instanceof Error ? error.message : String(error));
    }
    problems.push(...found.map((problem) => `disk full ${String(round)}: ${problem}`));
    world.print(`disk full ${String(round)}: ${found.join('; ') || 'all there'}`);
  }
  const longest = (Math.max(...backMs) / 1000).toFixed(1);
  return {
    rounds: times,
    problems,
    notes: [
      `While it was full, ${counts.taken} answers were taken and ${counts.refused} refused, and readiness said why.`,
      ...(backMs.length === times
        ? [`Once there was room the server went on by itself, within ${longest} s.`]
        : ['The server took nothing before it was started again.']),
    ],
  };
}

async function saysFull({ server }: CrashWorld): Promise<boolean> {
  const answer = await fetch(`${server.url}/readyz?exclude=runtime,environments`, {
    signal: AbortSignal.timeout(answersMs),
  });
  return answer.status === 503 && (await answer.text()).includes('disk');
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
