import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { batchOptions, graded, submission } from '#labs/grading/batch/batch.test-support.ts';
import { gradeBatch } from '#labs/grading/batch/grade-batch.ts';
import { Journal } from '#labs/grading/batch/journal.ts';

/** A batch of 40 in a process that can be killed: `batch-process.ts <folder>`. */
const [folder = ''] = process.argv.slice(2);
const journal = await Journal.open(path.join(folder, 'results.jsonl'));
const names = Array.from({ length: 40 }, (_, index) => `s${String(index)}`);
await gradeBatch(
  names.map(submission),
  batchOptions(journal, {
    jobs: 3,
    grade: async ({ name }) => {
      await delay(5);
      await appendFile(path.join(folder, 'graded'), `${name}\n`);
      return graded(1);
    },
    onProgress: ({ record }) => process.send?.(record.name),
  }),
);
await journal.close();
process.disconnect();
