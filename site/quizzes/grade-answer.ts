import { Fault } from '#containers/contract/fault.ts';
import type { Answer, AnswerResult } from '#site/protocol/api.ts';
import { explainAnswer } from './explain-answer.ts';
import { isOver, questionHistory, type EarlierAnswer } from './question-history.ts';
import type { Question, Quiz } from './quiz-schema.ts';
import { isAnswerTo } from './read-given.ts';
import { isRight, solutionOf } from './solution.ts';

/**
 * Grades an answer in the light of the learner's earlier ones (oldest first; other questions' are ignored). Pure: the
 * caller stores it. Throws Fault NOT_FOUND for an unknown question, PROTOCOL for an answer that does not have the
 * question's form, NOT_ALLOWED when the question is solved already or no try is left.
 */
export function gradeAnswer(quiz: Quiz, answer: Answer, earlier: readonly EarlierAnswer[]): AnswerResult {
  const question = getQuestion(quiz, answer.question);
  if (!isAnswerTo(question, answer.given)) throw misshapen(question);
  const before = questionHistory(quiz, question, earlier);
  if (isOver(before)) throw over(question, before.solved);
  const triesLeft = before.triesLeft === null ? null : before.triesLeft - 1;
  return resultOf(question, answer.given, triesLeft);
}

/** What an answer amounts to, when `triesLeft` are left after it. */
export function resultOf(
  question: Question,
  given: readonly string[],
  triesLeft: number | null,
): AnswerResult {
  const correct = isRight(question, given);
  const whole = isOver({ solved: correct, triesLeft });
  return {
    question: question.id,
    correct,
    given: [...given],
    triesLeft,
    explanations: explainAnswer(question, given, whole),
    ...(whole && { solution: [...solutionOf(question)] }),
  };
}

function getQuestion(quiz: Quiz, id: string): Question {
  const question = quiz.questions.find((each) => each.id === id);
  if (question !== undefined) return question;
  throw new Fault({
    code: 'NOT_FOUND',
    audience: 'learner',
    message: `The quiz "${quiz.title}" has no question "${id}".`,
    hint: 'Reload the page: the quiz may have been edited since it was opened.',
  });
}

function misshapen(question: Question): Fault {
  return new Fault({
    code: 'PROTOCOL',
    audience: 'learner',
    message: `The question "${question.id}" wants ${forms[question.kind]}; that is not what arrived.`,
    hint: 'Answer again; if it happens twice, reload the page: the quiz may have been edited since it was opened.',
  });
}

const forms: Readonly<Record<Question['kind'], string>> = {
  single: 'one option',
  multiple: 'one option or more, each once',
  order: 'all steps, each once',
  match: 'a partner for every item',
  fill: 'a text that is not empty',
  fault: 'the number of one line',
};

function over(question: Question, solved: boolean): Fault {
  return new Fault({
    code: 'NOT_ALLOWED',
    audience: 'learner',
    message: solved
      ? `The question "${question.id}" is solved already.`
      : `No try is left for the question "${question.id}".`,
    hint: 'Reload the page to see its solution.',
  });
}
