import type { AnswerResult } from '#site/protocol/api.ts';
import { linesHolding } from './fault-lines.ts';
import { inlineMarkdown } from './inline-markdown.ts';
import type { Question, QuestionOf } from './quiz-schema.ts';
import { normalised, readPair } from './read-given.ts';
import { isRight, solutionOf } from './solution.ts';

type Explanation = AnswerResult['explanations'][number];

/**
 * While the question is open: one explanation for each part of the answer, none of which gives the solution away.
 * Once it is over (`whole`): one for every option.
 */
export function explainAnswer(question: Question, given: readonly string[], whole: boolean): Explanation[] {
  switch (question.kind) {
    case 'single':
    case 'multiple':
      return question.options
        .filter(({ id }) => whole || given.includes(id))
        .map(({ id, correct, explanation }) => explain(id, correct, explanation));
    case 'order':
      return explainOrder(question, given, whole);
    case 'match':
      return explainMatch(question, given, whole);
    case 'fill':
      return explainFill(question, given[0] ?? '', whole);
    case 'fault':
      return explainFault(question, given[0] ?? '', whole);
  }
}

/** `option` is the step; the text of a misplaced step would tell where it belongs. */
function explainOrder(
  question: QuestionOf<'order'>,
  given: readonly string[],
  whole: boolean,
): Explanation[] {
  return question.steps.map(({ id, explanation }, index) => {
    const placed = given[index] === id;
    return explain(id, placed, placed || whole ? explanation : 'This one has another place.');
  });
}

/** `option` is "item=target" as it was given. */
function explainMatch(
  question: QuestionOf<'match'>,
  given: readonly string[],
  whole: boolean,
): Explanation[] {
  return given.map((pair) => {
    const { item: id, target } = readPair(pair);
    const item = question.items.find((each) => each.id === id);
    const paired = item?.target === target;
    return explain(
      pair,
      paired,
      item !== undefined && (paired || whole) ? item.explanation : 'These two do not belong together.',
    );
  });
}

function explainFill(question: QuestionOf<'fill'>, text: string, whole: boolean): Explanation[] {
  const right = isRight(question, [text]);
  if (right) return [explain(text, true, question.explanation)];
  const known = question.mistakes.find(({ texts }) =>
    texts.some((each) => normalised(each) === normalised(text)),
  );
  const mine = explain(text, false, known?.explanation ?? question.otherwise);
  return whole
    ? [mine, ...solutionOf(question).map((each) => explain(each, true, question.explanation))]
    : [mine];
}

function explainFault(question: QuestionOf<'fault'>, line: string, whole: boolean): Explanation[] {
  const places = [
    ...question.faults.map((place) => ({ ...place, correct: true })),
    ...question.lures.map((place) => ({ ...place, correct: false })),
  ].map(({ at, correct, explanation }) =>
    explain(String(linesHolding(question.document, at)[0]), correct, explanation),
  );
  const mine = places.find(({ option }) => option === line) ?? explain(line, false, question.otherwise);
  return whole ? [mine, ...places.filter(({ option }) => option !== line)] : [mine];
}

function explain(option: string, correct: boolean, markdown: string): Explanation {
  return { option, correct, html: inlineMarkdown(markdown) };
}
