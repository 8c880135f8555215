import type { QuizView } from '#site/protocol/api.ts';
import { documentLines } from './fault-lines.ts';
import { resultOf } from './grade-answer.ts';
import { inlineMarkdown } from './inline-markdown.ts';
import { questionHistory, type EarlierAnswer } from './question-history.ts';
import type { Question, Quiz } from './quiz-schema.ts';
import { seededOrder } from './seeded-order.ts';

type QuestionView = QuizView['questions'][number];
type OptionView = QuestionView['options'][number];

/**
 * A quiz as one learner sees it. Nothing in it depends on which answer is right, but for `last`: the result of the
 * learner's own last answer. Options stand in an order of the learner's own that stays the same.
 */
export function quizView(quiz: Quiz, learner: string, earlier: readonly EarlierAnswer[]): QuizView {
  return {
    id: quiz.id,
    title: quiz.title,
    questions: quiz.questions.map((question) => questionView(quiz, question, learner, earlier)),
  };
}

function questionView(
  quiz: Quiz,
  question: Question,
  learner: string,
  earlier: readonly EarlierAnswer[],
): QuestionView {
  const { last, triesLeft } = questionHistory(quiz, question, earlier);
  return {
    id: question.id,
    kind: question.kind,
    promptHtml: inlineMarkdown(question.prompt),
    ...partsView(question, [learner, quiz.id, question.id]),
    triesLeft,
    ...(last && { last: resultOf(question, last.given, triesLeft) }),
  };
}

function partsView(
  question: Question,
  seed: readonly string[],
): Pick<QuestionView, 'options' | 'targets' | 'lines'> {
  switch (question.kind) {
    case 'single':
    case 'multiple':
      return { options: shuffled(question.options, seed) };
    case 'order':
      return { options: shuffled(question.steps, seed) };
    case 'match':
      return {
        options: shuffled(question.items, seed),
        targets: shuffled(question.targets, [...seed, 'targets']),
      };
    case 'fill':
      return { options: [] };
    case 'fault':
      return { options: [], lines: [...documentLines(question.document)] };
  }
}

function shuffled(
  items: readonly { readonly id: string; readonly text: string }[],
  seed: readonly string[],
): OptionView[] {
  return seededOrder(items, seed).map(({ id, text }) => ({ id, html: inlineMarkdown(text) }));
}
