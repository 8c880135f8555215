import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getQuiz, loadQuizzes } from './load-quizzes.ts';
import { sampleQuiz } from './sample-quiz.fixture.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'quizzes-'))));
afterEach(() => rm(folder, { recursive: true }));

const { signal } = new AbortController();
async function problemsOf(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const failure: unknown = await loadQuizzes(folder, signal).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'AUTHORING_INVALID', audience: 'author' });
  return (failure as Error).message;
}
const change = (from: string | RegExp, to: string) => {
  const changed = sampleQuiz.replace(from, to);
  expect(changed).not.toBe(sampleQuiz);
  return { 'sample.yaml': changed };
};

describe('loadQuizzes', () => {
  it('reads every quiz of the folder, by file name', async () => {
    await writeFile(join(folder, 'sample.yaml'), sampleQuiz);
    await writeFile(join(folder, 'another.yaml'), sampleQuiz.replace('id: sample', 'id: another'));
    await writeFile(join(folder, 'notes.txt'), 'not a quiz');
    const quizzes = await loadQuizzes(folder, signal);
    expect(quizzes.map(({ id }) => id)).toEqual(['another', 'sample']);
    expect(getQuiz(quizzes, 'sample').questions).toHaveLength(6);
    expect(() => getQuiz(quizzes, 'nope')).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND', hint: 'These exist: another, sample.' }),
    );
  });

  it('shows all problems at once, each with its line, column and what was wanted', async () => {
    const broken = `format: 1
id: sample
title: A sample
questions:
  - id: pick-one
    kind: single
    promt: Which one?
    options:
      - { id: first, text: The first, explanation: Because. }
      - { id: first, text: 7, explanation: Because. }
  - id: odd
    kind: essay
    prompt: Why?
`;
    expect(await problemsOf({ 'sample.yaml': broken, 'other.yaml': 'format: 2\n' })).toMatchInlineSnapshot(`
      "The quizzes have 8 problems.

      other.yaml:1:9  format
        1 | format: 2
          |         ^ wanted format: 1; saw 2

      other.yaml:1:1  id
        1 | format: 2
          | ^ wanted an id such as "retain-policy"; there is nothing

      other.yaml:1:1  title
        1 | format: 2
          | ^ wanted the title shown above the questions; there is nothing

      other.yaml:1:1  questions
        1 | format: 2
          | ^ wanted a list of questions; there is nothing

      sample.yaml:5:5  questions[0].prompt
        5 |   - id: pick-one
          |     ^ wanted the question, in one or two sentences; there is nothing

      sample.yaml:10:28  questions[0].options[1].text
        10 |       - { id: first, text: 7, explanation: Because. }
           |                            ^ wanted what the learner can choose; saw 7

      sample.yaml:7:5  questions[0].promt
        7 |     promt: Which one?
          |     ^ no such key: "promt"; is it misspelt, or does it belong to another kind of question?

      sample.yaml:12:11  questions[1].kind
        12 |     kind: essay
           |           ^ wanted kind: one of single, multiple, order, match, fill, fault"
    `);
  });

  it.each([
    ['what is not YAML', 'title: A sample', 'title: a: sample', 'sample.yaml:3:8  YAML'],
    ['a key written twice', 'tries: 2', 'tries: 2\ntries: 3', 'Map keys must be unique'],
    ['another id than the file name', 'id: sample', 'id: simple', 'wanted "sample", as the file is called'],
    [
      'two right options',
      'EXPLAIN-FIRST',
      'EXPLAIN-FIRST, correct: true',
      'wanted exactly one option with correct: true; 2 have it',
    ],
    [
      'no wrong option',
      'text: Two,',
      'text: Two, correct: true,',
      'wanted an option that is not correct; all are',
    ],
    ['an unknown target', 'target: north', 'target: east', 'wanted one of north, south, west; saw "east"'],
    [
      'a fault that is nowhere',
      'at: v1beta1',
      'at: v1alpha1',
      'wanted a piece of exactly one line of the document; 0 lines hold it',
    ],
    [
      'a fault that is on two lines',
      'at: v1beta1',
      'at: "e"',
      'wanted a piece of exactly one line of the document; 3 lines hold it',
    ],
    [
      'a lure on the line of the fault',
      "at: 'kind:'",
      "at: 'version:'",
      'wanted another line; line 2 is taken already',
    ],
    ['a document that is not YAML', 'name: app', 'name: "app', 'wanted YAML that parses'],
    ['the same question twice', 'id: pick-some', 'id: pick-one', 'a question above already has "pick-one"'],
    [
      'an id that tells the answer',
      'id: second',
      'id: the-correct-one',
      'wanted an id that does not tell the answer',
    ],
    [
      'tries that are no number',
      'tries: 2',
      'tries: often',
      'wanted a whole number from 1 to 20, or "unlimited"; saw "often"',
    ],
  ])('refuses %s', async (_, from, to, message) => {
    expect(await problemsOf(change(from, to))).toContain(message);
  });
});
