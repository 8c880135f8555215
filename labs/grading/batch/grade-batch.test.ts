import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { batchOptions, graded, submission } from './batch.test-support.ts';
import { gradeBatch, type BatchOptions, type Measure } from './grade-batch.ts';
import { Journal } from './journal.ts';
import type { BatchProgress } from './grade-batch.ts';
import { timeLeft } from './time-left.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-batch-'));
  file = path.join(folder, 'results.jsonl');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function batch(
  names: readonly string[],
  { lab, labHash, ...more }: Partial<BatchOptions & Measure> = {},
) {
  const journal = await Journal.open(file);
  const own = (name: string) => ({
    ...submission(name),
    ...(lab === undefined ? {} : { lab }),
    ...(labHash === undefined ? {} : { labHash }),
  });
  try {
    return await gradeBatch(names.map(own), batchOptions(journal, more));
  } finally {
    await journal.close();
  }
}

const lines = async () => (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');

test('grades in order, no more than `jobs` at a time, and keeps the order in its results', async () => {
  const begun: string[] = [];
  let running = 0;
  let most = 0;
  const records = await batch(['a', 'b', 'c', 'd'], {
    jobs: 2,
    grade: async ({ name }) => {
      begun.push(name);
      most = Math.max(most, (running += 1));
      await delay(name === 'a' ? 40 : 5);
      running -= 1;
      return graded(name.charCodeAt(0));
    },
  });
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  expect(most).toBe(2);
  expect(records.map(({ name, verdict }) => [name, verdict.kind === 'graded' && verdict.points])).toEqual([
    ['a', 97],
    ['b', 98],
    ['c', 99],
    ['d', 100],
  ]);
});

test('tries again what broke and what refused, never what was graded or rejected', async () => {
  const tried: string[] = [];
  const records = await batch(['breaks', 'recovers', 'refuses', 'wrong'], {
    grade: ({ name }) => {
      tried.push(name);
      const again = tried.filter((each) => each === name).length > 1;
      if (name === 'breaks') return Promise.reject(new Error('no Docker'));
      if (name === 'recovers' && !again) return Promise.resolve({ kind: 'broken', why: 'once' });
      const steps = [{ file: 'a.sh', ended: 'refused', ms: 1 } as const];
      return Promise.resolve(
        name === 'refuses' ? ({ ...graded(0), kind: 'graded', steps } as never) : graded(0),
      );
    },
  });
  expect(records.map(({ name, verdict, tries }) => [name, verdict.kind, tries])).toEqual([
    ['breaks', 'broken', 3],
    ['recovers', 'graded', 2],
    ['refuses', 'graded', 3],
    ['wrong', 'graded', 1],
  ]);
});

test('a rejected submission needs no environment', async () => {
  const journal = await Journal.open(file);
  const content = { kind: 'rejected', code: 'too-large', why: 'It is.' } as const;
  const grade = () => Promise.reject(new Error('must not be asked'));
  const records = await gradeBatch([{ ...submission('bomb'), content }], batchOptions(journal, { grade }));
  await journal.close();
  expect(records[0]?.verdict).toEqual(content);
});

test('a second batch grades only what is new, was broken, or has new checks', async () => {
  const graders: string[] = [];
  const grade: BatchOptions['grade'] = ({ name }) => {
    graders.push(name);
    return Promise.resolve(name === 'b' && graders.length < 5 ? { kind: 'broken', why: 'x' } : graded(1));
  };
  await batch(['a', 'b'], { grade });
  expect(graders).toEqual(['a', 'b', 'b', 'b']);
  await batch(['a', 'b', 'c'], { grade });
  expect(graders.slice(4)).toEqual(['b', 'c']);
  await batch(['a'], { grade, labHash: 'newer' });
  expect(graders.slice(6)).toEqual(['a']);
});

test('submissions of several labs are one batch, each graded as its own lab', async () => {
  const seen: string[] = [];
  const journal = await Journal.open(file);
  const other = { ...submission('b'), lab: 'kubernetes-auth', labHash: 'hash-of-other' };
  const grade: BatchOptions['grade'] = ({ name, lab }) => {
    seen.push(`${lab}/${name}`);
    return Promise.resolve(graded(1));
  };
  const records = await gradeBatch([submission('a'), other], batchOptions(journal, { grade }));
  await journal.close();
  expect(seen).toEqual(['static-sync/a', 'kubernetes-auth/b']);
  expect(records.map(({ lab, labHash }) => [lab, labHash])).toEqual([
    ['static-sync', 'hash-of-lab'],
    ['kubernetes-auth', 'hash-of-other'],
  ]);
});

test('an interrupted batch keeps what it wrote and writes nothing of what it did not finish', async () => {
  const stop = new AbortController();
  const running = batch(['a', 'b', 'c'], {
    signal: stop.signal,
    grade: async ({ name }, signal) => {
      if (name === 'b') {
        stop.abort(new Error('stopped'));
        await delay(1, undefined, { signal }).catch(() => undefined);
      }
      return graded(1);
    },
  });
  await expect(running).rejects.toThrow('stopped');
  expect((await lines()).length).toBe(1);
});

test('an unfinished last line is cut off, and its submission is graded again', async () => {
  await batch(['a', 'b']);
  const [, second = ''] = await lines();
  await rm(file);
  await appendFile(file, `${second}\n${second.slice(0, 40)}`);
  const names: string[] = [];
  await batch(['a', 'b'], {
    grade: ({ name }) => {
      names.push(name);
      return Promise.resolve(graded(1));
    },
  });
  expect(names).toEqual(['a']);
  expect((await lines()).map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(['b', 'a']);
});

test('a file that is no journal is told by its line', async () => {
  await appendFile(file, '{"format":2}\n');
  await expect(batch(['a'])).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: `${file}:1 is no result of grading.`,
  });
});

test('progress counts what was known, and the time left is honest', async () => {
  await batch(['a']);
  const seen: BatchProgress[] = [];
  await batch(['a', 'b', 'c'], { onProgress: (progress) => seen.push(progress) });
  expect(seen.map(({ done, total }) => [done, total])).toEqual([
    [2, 3],
    [3, 3],
  ]);
  expect(seen.at(-1)?.leftMs).toBe(0);
  expect(timeLeft({ tookMs: [], runningMs: [1], waiting: 3, jobs: 1 })).toBeUndefined();
  expect(timeLeft({ tookMs: [100], runningMs: [], waiting: 3, jobs: 1 })).toBe(300);
  expect(timeLeft({ tookMs: [100], runningMs: [40], waiting: 0, jobs: 4 })).toBe(60);
  expect(timeLeft({ tookMs: [100, 300], runningMs: [500, 0], waiting: 1, jobs: 2 })).toBe(200);
});
