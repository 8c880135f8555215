import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { gradeAnswer } from './grade-answer.ts';
import { loadQuizzes } from './load-quizzes.ts';
import type { Question, Quiz } from './quiz-schema.ts';
import { quizView } from './quiz-view.ts';
import { solutionOf } from './solution.ts';

const quizzes = await loadQuizzes(fileURLToPath(new URL('.', import.meta.url)), AbortSignal.timeout(10_000));
const questions = quizzes.flatMap((quiz) => quiz.questions.map((question) => ({ quiz, question })));
const named = questions.map(({ quiz, question }) => [`${quiz.id}/${question.id}`, quiz, question] as const);
const grade = (quiz: Quiz, question: Question, given: readonly string[]) =>
  gradeAnswer(quiz, { question: question.id, given: [...given] }, []);

describe('the shipped quizzes', () => {
  it('have five questions or more, of three kinds or more', () => {
    for (const quiz of quizzes) {
      expect(quiz.questions.length, quiz.id).toBeGreaterThanOrEqual(5);
      expect(new Set(quiz.questions.map(({ kind }) => kind)).size, quiz.id).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(named)('grade the right answer of %s as right', (_, quiz, question) => {
    expect(grade(quiz, question, solutionOf(question)).correct).toBe(true);
  });

  it.each(named)('grade wrong answers of %s as wrong, and do not give it away', (_, quiz, question) => {
    for (const given of wrongAnswers(question)) {
      const result = grade(quiz, question, given);
      expect(result.correct, given.join()).toBe(false);
      expect(result, given.join()).not.toHaveProperty('solution');
    }
  });

  it.each(named)('show %s the same whatever its right answer is', (_, quiz, question) => {
    const rekeyed = { ...quiz, questions: [withAnotherKey(question)] };
    const original = { ...quiz, questions: [question] };
    for (const learner of ['ada', 'grace', 'edsger'])
      expect(quizView(rekeyed, learner, [])).toEqual(quizView(original, learner, []));
  });

  it('do not let the longest option be a good guess', () => {
    const singles = questions.flatMap(({ question }) => (question.kind === 'single' ? [question] : []));
    const longest = singles.filter(({ options }) => {
      const [first] = options.toSorted((left, right) => right.text.length - left.text.length);
      return first?.correct;
    });
    expect(longest.length / singles.length).toBeLessThan(0.45);
  });
});

/** Wrong answers that learners are likely to give. */
function wrongAnswers(question: Question): readonly (readonly string[])[] {
  switch (question.kind) {
    case 'single':
      return question.options.filter(({ correct }) => !correct).map(({ id }) => [id]);
    case 'multiple':
      return [
        question.options.map(({ id }) => id),
        ...question.options.filter(({ correct }) => !correct).map(({ id }) => [id]),
      ];
    case 'order':
      return [question.steps.map(({ id }) => id).toReversed()];
    case 'match':
      return question.targets
        .map(({ id: target }) => question.items.map(({ id }) => `${id}=${target}`))
        .filter((given) => given.join() !== solutionOf(question).join());
    case 'fill':
      return [...question.mistakes.flatMap(({ texts }) => texts.map((text) => [text])), ['no idea at all']];
    case 'fault':
      return question.document
        .trimEnd()
        .split('\n')
        .map((__, index) => [String(index + 1)])
        .filter(([line = '']) => !solutionOf(question).includes(line));
  }
}

/** The same question with another right answer and other explanations. */
function withAnotherKey(question: Question): Question {
  const explanation = 'another';
  switch (question.kind) {
    case 'single':
    case 'multiple':
      return {
        ...question,
        options: question.options.map((option) => ({ ...option, correct: !option.correct, explanation })),
      };
    case 'order':
      return { ...question, steps: question.steps.toReversed().map((step) => ({ ...step, explanation })) };
    case 'match':
      return {
        ...question,
        items: question.items.map((item) => ({
          ...item,
          target: question.targets[0]?.id ?? '',
          explanation,
        })),
      };
    case 'fill':
      return { ...question, accepted: ['another'], explanation, mistakes: [], otherwise: 'another' };
    case 'fault':
      return {
        ...question,
        faults: [{ at: question.document.slice(0, 5), explanation }],
        lures: [],
        otherwise: 'another',
      };
  }
}
