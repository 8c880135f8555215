import { describe, expect, it } from 'vitest';
import { quizView as quizViewMessage } from '#site/protocol/api.ts';
import { parseQuiz } from './parse-quiz.ts';
import type { Quiz } from './quiz-schema.ts';
import { quizView } from './quiz-view.ts';
import { sampleQuiz } from './sample-quiz.fixture.ts';

const parsed = parseQuiz('sample.yaml', sampleQuiz);
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { quiz } = parsed;

describe('quizView', () => {
  it('is a message of the protocol', () => {
    const view = quizView(quiz, 'ada', []);
    expect(quizViewMessage.parse(view)).toEqual(view);
    expect(view.questions.map(({ kind }) => kind)).toEqual([
      'single',
      'multiple',
      'order',
      'match',
      'fill',
      'fault',
    ]);
    expect(view.questions[5]?.lines).toEqual(['kind: ExternalSecret', 'version: v1beta1', 'name: app']);
  });

  it('is the same for the same learner, and shuffled for each question and learner', () => {
    const orders = (learner: string) =>
      quizView(quiz, learner, []).questions.map(({ options }) => options.map(({ id }) => id).join());
    expect(orders('ada')).toEqual(orders('ada'));
    expect(
      new Set(Array.from({ length: 20 }, (_, number) => orders(`learner-${number}`).join(';'))).size,
    ).toBeGreaterThan(5);
  });

  it('holds no explanation and no accepted answer', () => {
    const text = JSON.stringify(quizView(quiz, 'ada', []));
    expect(text).not.toContain('EXPLAIN');
    expect(text).not.toMatch(/secret store|"correct"|"solution"|accepted/i);
  });

  it('shows the last answer with its result, and what tries are left', () => {
    const [question] = quizView(quiz, 'ada', [{ question: 'pick-one', given: ['first'] }]).questions;
    expect(question).toMatchObject({ triesLeft: 1, last: { correct: false, given: ['first'] } });
    expect(JSON.stringify(question)).not.toContain('EXPLAIN-SECOND');
  });

  it('shows the solution with the last answer once the question is over', () => {
    const [question] = quizView(quiz, 'ada', [{ question: 'pick-one', given: ['second'] }]).questions;
    expect(question?.last).toMatchObject({ correct: true, solution: ['second'] });
  });

  it('counts an answer as right under a key that was corrected since', () => {
    const corrected: Quiz = {
      ...quiz,
      questions: quiz.questions.map((question) =>
        question.kind === 'single'
          ? {
              ...question,
              options: question.options.map((option) => ({ ...option, correct: option.id === 'first' })),
            }
          : question,
      ),
    };
    const [question] = quizView(corrected, 'ada', [{ question: 'pick-one', given: ['first'] }]).questions;
    expect(question?.last).toMatchObject({ correct: true });
  });
});
