import { appendFile, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { batchOptions, graded, submission } from '#labs/grading/batch/batch.test-support.ts';
import { gradeBatch } from '#labs/grading/batch/grade-batch.ts';
import { Journal } from '#labs/grading/batch/journal.ts';

/**
 * Says what `kindlab grade` says, without environments: `stub-batch.ts <folder> [forgetful]`. Its first run gets no
 * further than four results or five, the second than ten or eleven: then it waits to be killed.
 */
const [folder = '', memory] = process.argv.slice(2);
const file = path.join(folder, 'results.jsonl');
if (memory === 'forgetful') await rm(file, { force: true });
const runs = path.join(folder, 'runs');
await appendFile(runs, 'x');
const run = (await readFile(runs, 'utf8')).length;
const waitsFrom = [4, 10][run - 1] ?? Infinity;
let known = 0;
const journal = await Journal.open(file);
const names = Array.from({ length: 20 }, (_, index) => `s${String(index)}`);
await gradeBatch(
  names.map(submission),
  batchOptions(journal, {
    jobs: 2,
    grade: async () => {
      await delay(known >= waitsFrom ? 300_000 : 5);
      return graded(1);
    },
    onProgress: ({ record, done, total }) => {
      known = done;
      const progress = `[${String(done)} of ${String(total)}, about 1 s left]`;
      process.stderr.write(`${progress} ${record.name}: 1 of 10 points\n`);
    },
    signal: AbortSignal.timeout(300_000),
  }),
);
await journal.close();
