import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runInterrupted } from './interrupted-batch.ts';

const stub = fileURLToPath(new URL('stub-batch.ts', import.meta.url));
const signal = AbortSignal.timeout(600_000);
const kills = [4, 10].map((afterResults) => ({ afterResults, laterMs: 0 }));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-bench-grade-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function run(...more: readonly string[]) {
  const command = { program: process.execPath, args: [stub, folder, ...more], print: () => undefined };
  return runInterrupted(command, { journal: path.join(folder, 'results.jsonl'), kills }, signal);
}

test('a batch that is killed twice and goes on has nothing to be said against it', async () => {
  const { kept, problems, ms } = await run();
  expect(problems).toEqual([]);
  expect(kept.map(({ afterResults }) => afterResults)).toEqual([4, 10]);
  for (const { afterResults, results } of kept) expect(results).toBeGreaterThanOrEqual(afterResults);
  expect(ms).toBeGreaterThan(0);
});

test('one that forgets what it had written down is found out', async () => {
  const { problems } = await run('forgetful');
  expect(problems).toContain('s0 was graded twice');
  expect(problems).toContain('what was written down at the kill after 4 results is another now');
});
