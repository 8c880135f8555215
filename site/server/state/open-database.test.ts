import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  insertAttempt,
  listRunningAttempts,
  recordEnd,
  recordEnvironment,
  recordFailure,
} from './attempt-rows.ts';
import {
  listProgressOfAttempt,
  listProgressOfLearner,
  saveProgress,
  untouched,
} from './exercise-progress-rows.ts';
import { lockDataFolder } from './lock-data-folder.ts';
import { openDatabase, type Database } from './open-database.ts';
import { appendQuizAnswer, listQuizAnswers } from './quiz-answer-rows.ts';

let dataDir: string;
let db: Database;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-db-'));
  db = await openDatabase({ dataDir });
}, 30_000);
afterAll(async () => {
  await db.destroy();
  await rm(dataDir, { recursive: true });
});

const at = new Date('2026-01-01T10:00:00.123Z');

function row(id: string, lab: string): Parameters<typeof insertAttempt>[1] {
  const none = { environment: undefined, readyInMs: undefined, failure: undefined };
  return { id, learner: 'local', lab, values: { key: 'välue "quoted"' }, createdAt: at, ...none };
}

test('an attempt comes back as it was written', async () => {
  expect(await insertAttempt(db, row('a1', 'one'))).toBe(true);
  await recordEnvironment(db, 'a1', { environment: 'e1', readyInMs: 1234.6 });
  await recordFailure(db, 'a1', { code: 'X', message: 'm', hint: 'h' });
  expect(await listRunningAttempts(db)).toEqual([
    {
      ...row('a1', 'one'),
      environment: 'e1',
      readyInMs: 1235,
      failure: { code: 'X', message: 'm', hint: 'h' },
    },
  ]);
});

test('one running attempt per learner and lab; an ended one makes room', async () => {
  expect(await insertAttempt(db, row('b1', 'two'))).toBe(true);
  expect(await insertAttempt(db, row('b2', 'two'))).toBe(false);
  await recordEnd(db, 'b1', at);
  expect(await insertAttempt(db, row('b2', 'two'))).toBe(true);
});

test('progress is replaced, but a first pass is never taken back', async () => {
  await insertAttempt(db, row('c1', 'three'));
  const first = {
    ...untouched('x'),
    firstPassedAt: at,
    state: 'done' as const,
    points: 5,
    hintRungs: { c: 2 },
  };
  await saveProgress(db, 'c1', first);
  await saveProgress(db, 'c1', { ...first, firstPassedAt: undefined, state: 'wasDone', points: 7 });
  expect(await listProgressOfAttempt(db, 'c1')).toEqual([{ ...first, state: 'wasDone', points: 7 }]);
  expect(await listProgressOfLearner(db, 'local')).toMatchObject([{ lab: 'three', exercise: 'x' }]);
});

test('concurrent writers do not get into each other', async () => {
  const write = (index: number): Promise<void> =>
    db.transaction().execute(async (tx) => {
      await appendQuizAnswer(tx, 'many', {
        quiz: 'q',
        question: `${index}`,
        given: ['a'],
        correct: index % 2 === 0,
        at,
      });
      if (index % 5 === 0) throw new Error('roll back');
    });
  await Promise.allSettled(Array.from({ length: 50 }, (_, index) => write(index)));
  const answers = await listQuizAnswers(db, 'many', 'q');
  expect(answers).toHaveLength(40);
  expect(answers.every(({ question }) => Number(question) % 5 !== 0)).toBe(true);
});

test('one server per data folder, and the next one may once it has stopped', async () => {
  const lock = await lockDataFolder(dataDir);
  await expect(lockDataFolder(`${dataDir}/.`)).rejects.toMatchObject({ code: 'DATA_IN_USE' });
  await lock.release();
  await (await lockDataFolder(dataDir)).release();
});

test('a database that does not open says where and what to do', async () => {
  const other = await mkdtemp(path.join(os.tmpdir(), 'kindlab-db-'));
  await writeFile(path.join(other, 'db'), 'not a folder');
  await expect(openDatabase({ dataDir: other })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await rm(other, { recursive: true });
});
