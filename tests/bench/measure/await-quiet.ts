import { execFile } from 'node:child_process';
import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const watchMs = 2000;
const deadlineMs = 60_000;
const syncMs = 60_000;
/** Of all cores together. */
const quietShare = 0.1;

/**
 * What was just installed or prepared is still being written and cleaned up, and would count against whoever is measured
 * first. Resolves to the busy share of the processor (0 to 1), which is above the quiet one only when that did not
 * come within a minute.
 */
export async function awaitQuiet(): Promise<number> {
  await run('sync', { timeout: syncMs });
  const until = performance.now() + deadlineMs;
  for (;;) {
    const busy = await busyShare();
    if (busy <= quietShare || performance.now() > until) return busy;
  }
}

async function busyShare(): Promise<number> {
  const before = cpuTimes();
  await delay(watchMs);
  const after = cpuTimes();
  const all = after.all - before.all;
  return all === 0 ? 0 : 1 - (after.idle - before.idle) / all;
}

function cpuTimes(): { readonly idle: number; readonly all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of os.cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, all };
}
