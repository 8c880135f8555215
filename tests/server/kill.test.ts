import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openDatabase } from '#site/server/state/open-database.ts';
import { listQuizAnswers } from '#site/server/state/quiz-answer-rows.ts';

const writer = fileURLToPath(new URL('./kill-writer.ts', import.meta.url));
const rounds = 6;

/** Lets the child write for a while, kills it without warning, and answers the last row it was told is safe. */
async function writeAndKill(dataDir: string, first: number, forMs: number): Promise<number> {
  const child = spawn(process.execPath, [writer, dataDir, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await once(child.stdout, 'data');
  setTimeout(() => child.kill('SIGKILL'), forMs);
  await once(child, 'close');
  return Number(out.slice(0, out.lastIndexOf('\n')).split('\n').at(-1));
}

test('nothing that was acknowledged is lost to kill -9', { timeout: 120_000 }, async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-kill-'));
  let next = 0;
  for (let round = 0; round < rounds; round += 1) {
    const last = await writeAndKill(dataDir, next, 40 + round * 70);
    // The first that a child writes is number `next`.
    expect(last).toBeGreaterThanOrEqual(next);
    const db = await openDatabase({ dataDir });
    const found = (await listQuizAnswers(db, 'local')).map(({ question }) => Number(question));
    await db.destroy();
    expect(found.slice(0, last + 1)).toEqual(Array.from({ length: last + 1 }, (_, index) => index));
    // One more may have been written without the answer having got through.
    expect(found.length).toBeLessThanOrEqual(last + 2);
    next = found.length;
  }
  await rm(dataDir, { recursive: true });
});
