import { parse } from 'csv-parse/sync';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseQuiz } from '#site/quizzes/parse-quiz.ts';
import { sampleQuiz } from '#site/quizzes/sample-quiz.fixture.ts';
import { lockDataFolder } from '#site/server/state/lock-data-folder.ts';
import { openDatabase } from '#site/server/state/open-database.ts';
import { appendQuizAnswer } from '#site/server/state/quiz-answer-rows.ts';
import { withState } from './open-state.ts';
import { readQuizRows, toCsv, type QuizRow } from './quiz-command.ts';

const parsed = parseQuiz('sample.yaml', sampleQuiz);
if ('problems' in parsed) throw new Error('the sample is not a quiz');
const { quiz } = parsed;
const at = new Date('2026-01-01T10:00:00Z');
let dataDir: string;

/** Twelve learners, each with a first and a second answer; the first nine are right at once. */
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-quiz-'));
  const db = await openDatabase({ dataDir });
  for (let index = 0; index < 12; index += 1) {
    const answer = (question: string, given: string, of = 'sample') =>
      appendQuizAnswer(db, `learner-${String(index)}`, {
        quiz: of,
        question,
        given: [given],
        correct: true,
        at,
      });
    await answer('pick-one', index < 9 ? 'second' : 'first');
    if (index >= 9) await answer('pick-one', 'second');
    await answer('fill-in', index < 8 ? 'secretstore' : 'vault');
    await answer('pick-one', 'third', 'another');
  }
  await db.destroy();
});
afterAll(() => rm(dataDir, { recursive: true }));

const rowsOf = () => withState({ dataDir }, (db) => readQuizRows(db, [quiz]));
const of = (rows: readonly QuizRow[], id: string) => rows.find(({ question }) => question === id);

test('figures come from the stored answers of this quiz alone, the first of each learner', async () => {
  const rows = await rowsOf();
  expect(rows).toHaveLength(quiz.questions.length);
  expect(of(rows, 'pick-one')).toMatchObject({
    quiz: 'sample',
    learners: 12,
    difficulty: 0.75,
    solved: 1,
    tries: 1.25,
    remark: '',
  });
  expect(of(rows, 'pick-one')?.discrimination?.value).toBeCloseTo(0.816, 3);
  expect(of(rows, 'pair-up')).toMatchObject({ learners: 0, remark: 'nobody answered it yet' });
});

test('no learner is named', async () => {
  expect(JSON.stringify(await rowsOf())).not.toContain('learner-');
});

test('a spreadsheet gets one line for each question, and nothing where there is nothing to tell', async () => {
  const lines: unknown = parse(toCsv(await rowsOf()), { columns: true });
  expect(lines).toHaveLength(quiz.questions.length);
  expect(lines).toMatchObject([
    { quiz: 'sample', question: 'pick-one', learners: '12', difficulty: '0.75', solved: '1' },
    { question: 'pick-some', learners: '0', difficulty: '', discrimination: '', discriminationTo: '' },
    {},
    {},
    {},
    {},
  ]);
});

test('a folder in which a server works is left alone, and one without anything is named', async () => {
  const lock = await lockDataFolder(dataDir);
  await expect(rowsOf()).rejects.toMatchObject({
    code: 'DATA_IN_USE',
    hint: expect.stringContaining('Stop the server') as string,
  });
  await lock.release();
  await expect(rowsOf()).resolves.toBeDefined();
  const empty = path.join(dataDir, 'nothing');
  await expect(withState({ dataDir: empty }, () => Promise.resolve())).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: `There is nothing stored in the data folder ${empty}.`,
  });
});
