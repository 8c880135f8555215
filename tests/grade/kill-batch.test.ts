import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('batch-process.ts', import.meta.url));

/** Kills the batch after so many verdicts were acknowledged; answers those. */
async function run(folder: string, verdicts: number): Promise<readonly string[]> {
  const child = fork(script, [folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const told: string[] = [];
  child.on('message', (name: string) => {
    told.push(name);
    if (told.length === verdicts) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  return told;
}

test('a batch killed twice goes on: nothing acknowledged is lost or graded again', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-kill-batch-'));
  try {
    const told = [...(await run(folder, 7)), ...(await run(folder, 12)), ...(await run(folder, Infinity))];
    const lines = (await readFile(path.join(folder, 'results.jsonl'), 'utf8')).trim().split('\n');
    const written = lines.map((line) => (JSON.parse(line) as { name: string }).name);
    const all = Array.from({ length: 40 }, (_, index) => `s${String(index)}`);
    expect(written.toSorted()).toEqual(all.toSorted());
    expect(new Set(told).size).toBe(told.length);
    // Only what was under way at a kill, three at a time, may have been begun twice.
    const begun = (await readFile(path.join(folder, 'graded'), 'utf8')).trim().split('\n');
    expect(begun.length).toBeLessThanOrEqual(all.length + 2 * 3);
  } finally {
    await rm(folder, { recursive: true });
  }
});
