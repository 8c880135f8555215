import { documentLines } from './fault-lines.ts';
import type { Question } from './quiz-schema.ts';

/** Whether `given` has the form that the question asks for; says nothing about right or wrong. */
export function isAnswerTo(question: Question, given: readonly string[]): boolean {
  switch (question.kind) {
    case 'single':
      return given.length === 1 && areAmong(question.options, given);
    case 'multiple':
      return given.length > 0 && areDistinct(given) && areAmong(question.options, given);
    case 'order':
      return given.length === question.steps.length && areDistinct(given) && areAmong(question.steps, given);
    case 'match':
      return isMatching(question, given.map(readPair));
    case 'fill':
      return given.length === 1 && given.every((text) => normalised(text) !== '');
    case 'fault':
      return given.length === 1 && given.every((line) => isLineOf(question.document, line));
  }
}

/** "item=target" in its two halves; a missing half is empty. */
export function readPair(pair: string): { readonly item: string; readonly target: string } {
  const [item = '', target = ''] = pair.split('=', 2);
  return { item, target };
}

/** The form in which `fill` answers are compared. */
export function normalised(text: string): string {
  return text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function isMatching(
  question: Extract<Question, { kind: 'match' }>,
  pairs: readonly ReturnType<typeof readPair>[],
): boolean {
  const items = pairs.map(({ item }) => item);
  const targets = pairs.map(({ target }) => target);
  return (
    items.length === question.items.length &&
    areDistinct(items) &&
    areAmong(question.items, items) &&
    areAmong(question.targets, targets)
  );
}

function isLineOf(document: string, line: string): boolean {
  return /^[1-9][0-9]{0,4}$/.test(line) && Number(line) <= documentLines(document).length;
}

function areAmong(known: readonly { readonly id: string }[], given: readonly string[]): boolean {
  return given.every((id) => known.some((each) => each.id === id));
}

function areDistinct(given: readonly string[]): boolean {
  return new Set(given).size === given.length;
}
