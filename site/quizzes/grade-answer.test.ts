import { describe, expect, it } from 'vitest';
import { gradeAnswer } from './grade-answer.ts';
import { parseQuiz } from './parse-quiz.ts';
import { sampleQuiz } from './sample-quiz.fixture.ts';

const parsed = parseQuiz('sample.yaml', sampleQuiz);
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { quiz } = parsed;
const grade = (question: string, given: string[], earlier: string[][] = []) =>
  gradeAnswer(
    quiz,
    { question, given },
    earlier.map((each) => ({ question, given: each })),
  );
const shown = (result: ReturnType<typeof grade>) => result.explanations.map(({ html }) => html);

describe('gradeAnswer', () => {
  it('explains only what was chosen while a try is left', () => {
    expect(grade('pick-one', ['first'])).toEqual({
      question: 'pick-one',
      correct: false,
      given: ['first'],
      triesLeft: 1,
      explanations: [{ option: 'first', correct: false, html: 'EXPLAIN-FIRST' }],
    });
  });

  it('explains everything and shows the solution after the last try', () => {
    const result = grade('pick-one', ['first'], [['third']]);
    expect(result).toMatchObject({ correct: false, triesLeft: 0, solution: ['second'] });
    expect(shown(result)).toEqual(['EXPLAIN-FIRST', 'EXPLAIN-SECOND', 'EXPLAIN-THIRD']);
  });

  it('explains everything and shows the solution once it is right', () => {
    expect(grade('pick-one', ['second'])).toMatchObject({ correct: true, solution: ['second'] });
    expect(shown(grade('pick-one', ['second']))).toHaveLength(3);
  });

  it('wants all right options of a multiple question and none of the others', () => {
    expect(grade('pick-some', ['three', 'one']).correct).toBe(true);
    expect(grade('pick-some', ['one']).correct).toBe(false);
    expect(grade('pick-some', ['one', 'two', 'three']).correct).toBe(false);
  });

  it('says which steps stand in their place, without telling where the others belong', () => {
    const result = grade('put-in-order', ['write', 'delete', 'read']);
    expect(result.correct).toBe(false);
    expect(result.explanations.map(({ correct }) => correct)).toEqual([true, false, false]);
    expect(shown(result).slice(1).join()).not.toContain('EXPLAIN');
    expect(grade('put-in-order', ['write', 'read', 'delete']).correct).toBe(true);
  });

  it('says which pairs belong together, without telling the partner of the others', () => {
    const result = grade('pair-up', ['down=south', 'up=west']);
    expect(result.explanations).toMatchObject([
      { option: 'down=south', correct: true, html: 'EXPLAIN-DOWN' },
      { option: 'up=west', correct: false, html: 'These two do not belong together.' },
    ]);
    expect(grade('pair-up', ['down=south', 'up=north'])).toMatchObject({
      correct: true,
      solution: ['up=north', 'down=south'],
    });
  });

  it('compares filled-in text without case and spare white space', () => {
    expect(grade('fill-in', ['  SECRET   store '])).toMatchObject({ correct: true, triesLeft: null });
    expect(grade('fill-in', ['SecretStore']).correct).toBe(true);
    expect(shown(grade('fill-in', ['Vault']))).toEqual(['EXPLAIN-VAULT']);
    expect(shown(grade('fill-in', ['no idea']))).toEqual(['EXPLAIN-OTHERWISE']);
  });

  it('never ends a question with unlimited tries', () => {
    const result = grade(
      'fill-in',
      ['no'],
      Array.from({ length: 50 }, () => ['nope']),
    );
    expect(result.triesLeft).toBeNull();
    expect(result).not.toHaveProperty('solution');
  });

  it('knows the line at fault, lines that only look so, and the others', () => {
    expect(grade('find-fault', ['2'])).toMatchObject({ correct: true, solution: ['2'] });
    expect(shown(grade('find-fault', ['2']))).toEqual(['EXPLAIN-VERSION', 'EXPLAIN-KIND']);
    expect(shown(grade('find-fault', ['1']))).toEqual(['EXPLAIN-KIND']);
    expect(shown(grade('find-fault', ['3']))).toEqual(['EXPLAIN-OTHER-LINE']);
  });

  it.each([
    ['pick-one', []],
    ['pick-one', ['first', 'second']],
    ['pick-one', ['nobody']],
    ['pick-some', []],
    ['pick-some', ['one', 'one']],
    ['put-in-order', ['write', 'read']],
    ['put-in-order', ['write', 'write', 'read']],
    ['pair-up', ['up=north']],
    ['pair-up', ['up=north', 'down=east']],
    ['pair-up', ['up', 'down=south']],
    ['fill-in', ['   ']],
    ['find-fault', ['0']],
    ['find-fault', ['4']],
    ['find-fault', ['2.0']],
  ])('refuses an answer that has not the form of %s: %j', (question, given) => {
    expect(() => grade(question, given)).toThrow(
      expect.objectContaining({ code: 'PROTOCOL', audience: 'learner' }),
    );
  });

  it('refuses answers to questions that are over, or not there', () => {
    expect(() => grade('pick-one', ['first'], [['second']])).toThrow(
      expect.objectContaining({ code: 'NOT_ALLOWED' }),
    );
    expect(() => grade('pick-one', ['second'], [['first'], ['third']])).toThrow(
      expect.objectContaining({ code: 'NOT_ALLOWED' }),
    );
    expect(() => grade('no-such', ['x'])).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  it('does not count earlier answers that no longer fit the question', () => {
    expect(grade('pick-one', ['first'], [['option-of-an-older-version']]).triesLeft).toBe(1);
  });
});
