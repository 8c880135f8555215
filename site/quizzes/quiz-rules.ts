import { parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import { linesHolding } from './fault-lines.ts';

interface WithId {
  readonly id: string;
}
interface Optioned {
  readonly options: readonly (WithId & { readonly correct: boolean })[];
}
interface Matching {
  readonly targets: readonly WithId[];
  readonly items: readonly (WithId & { readonly target: string })[];
}
interface Faulty {
  readonly language: 'yaml' | 'hcl';
  readonly document: string;
  readonly faults: readonly { readonly at: string }[];
  readonly lures: readonly { readonly at: string }[];
}
type Context<T> = z.core.$RefinementCtx<T>;

/** Every id in a list is used once. */
export function checkUnique(what: string) {
  return (list: readonly WithId[], context: Context<readonly WithId[]>): void => {
    list.forEach(({ id }, index) => {
      if (list.findIndex((other) => other.id === id) === index) return;
      complain(context, [index, 'id'], `wanted another id; a ${what} above already has "${id}"`);
    });
  };
}

/** A `single` question has exactly one right option. */
export function checkSingle(question: Optioned, context: Context<Optioned>): void {
  uniqueIn(question.options, 'options', context);
  const count = question.options.filter(({ correct }) => correct).length;
  if (count !== 1)
    complain(context, ['options'], `wanted exactly one option with correct: true; ${count} have it`);
}

/** A `multiple` question has at least one right option and at least one wrong one. */
export function checkMultiple(question: Optioned, context: Context<Optioned>): void {
  uniqueIn(question.options, 'options', context);
  const count = question.options.filter(({ correct }) => correct).length;
  if (count === 0)
    complain(context, ['options'], 'wanted at least one option with correct: true; none has it');
  if (count === question.options.length)
    complain(context, ['options'], 'wanted an option that is not correct; all are');
}

export function checkOrder(question: { readonly steps: readonly WithId[] }, context: Context<unknown>): void {
  uniqueIn(question.steps, 'steps', context);
}

/** Every item of a `match` question names a target that exists. */
export function checkMatch(question: Matching, context: Context<Matching>): void {
  uniqueIn(question.targets, 'targets', context);
  uniqueIn(question.items, 'items', context);
  const known = question.targets.map(({ id }) => id);
  question.items.forEach(({ target }, index) => {
    if (known.includes(target)) return;
    complain(context, ['items', index, 'target'], `wanted one of ${known.join(', ')}; saw "${target}"`);
  });
}

/** The document parses, and every `at` is found on exactly one line that no other place claims. */
export function checkFault(question: Faulty, context: Context<Faulty>): void {
  checkDocument(question, context);
  const claimed = new Set<number>();
  for (const list of ['faults', 'lures'] as const) {
    question[list].forEach(({ at }, index) => {
      const lines = linesHolding(question.document, at);
      const [line] = lines;
      const path = [list, index, 'at'];
      if (lines.length !== 1 || line === undefined)
        return complain(
          context,
          path,
          `wanted a piece of exactly one line of the document; ${lines.length} lines hold it`,
        );
      if (claimed.has(line))
        return complain(context, path, `wanted another line; line ${line} is taken already`);
      claimed.add(line);
    });
  }
}

function checkDocument(question: Faulty, context: Context<Faulty>): void {
  if (question.language !== 'yaml') return;
  for (const error of parseAllDocuments(question.document).flatMap((parsed) => parsed.errors))
    complain(context, ['document'], `wanted YAML that parses; ${error.message.split('\n')[0] ?? error.code}`);
}

function uniqueIn(list: readonly WithId[], key: string, context: Context<unknown>): void {
  list.forEach(({ id }, index) => {
    if (list.findIndex((other) => other.id === id) === index) return;
    complain(context, [key, index, 'id'], `wanted another id; "${id}" is used above`);
  });
}

function complain(context: Context<unknown>, path: PropertyKey[], message: string): void {
  context.addIssue({ code: 'custom', path, message, input: undefined });
}
