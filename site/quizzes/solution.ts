import { linesHolding } from './fault-lines.ts';
import type { Question, QuestionOf } from './quiz-schema.ts';
import { normalised } from './read-given.ts';

/** A right answer, in the form in which answers are given; for `fault`, every line that counts as right. */
export function solutionOf(question: Question): readonly string[] {
  switch (question.kind) {
    case 'single':
    case 'multiple':
      return question.options.filter(({ correct }) => correct).map(({ id }) => id);
    case 'order':
      return question.steps.map(({ id }) => id);
    case 'match':
      return question.items.map(({ id, target }) => `${id}=${target}`);
    case 'fill':
      return question.accepted.slice(0, 1);
    case 'fault':
      return faultyLines(question);
  }
}

/** Whether an answer of the right form is right. */
export function isRight(question: Question, given: readonly string[]): boolean {
  const solution = solutionOf(question);
  switch (question.kind) {
    case 'fill':
      return question.accepted.some((accepted) => normalised(accepted) === normalised(given[0] ?? ''));
    case 'fault':
      return solution.includes(given[0] ?? '');
    case 'order':
      return solution.every((id, index) => given[index] === id);
    default:
      return solution.length === given.length && solution.every((each) => given.includes(each));
  }
}

function faultyLines(question: QuestionOf<'fault'>): readonly string[] {
  return question.faults.flatMap(({ at }) => linesHolding(question.document, at)).map(String);
}
