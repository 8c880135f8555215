import { isMap, isPair, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import { quizSchema, type Quiz } from './quiz-schema.ts';

/** One thing wrong with a quiz file, at a line and column (1-based). */
export interface QuizProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The text of the line. */
  readonly source: string;
  /** Where in the quiz, such as `questions[2].options`. */
  readonly at: string;
  /** What was wanted and what was there. */
  readonly message: string;
}

/** The quiz in a YAML text, or everything that is wrong with it. `file` must be `<quiz id>.yaml`. */
export function parseQuiz(
  file: string,
  text: string,
): { readonly quiz: Quiz } | { readonly problems: readonly QuizProblem[] } {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const problem = (offset: number, at: string, message: string): QuizProblem => {
    const { line, col } = counter.linePos(offset);
    return { file, line, column: col, source: text.split('\n')[line - 1] ?? '', at, message };
  };
  if (document.errors.length > 0)
    return {
      problems: document.errors.map(({ pos, message }) => problem(pos[0], 'YAML', firstLine(message))),
    };
  const { data, error } = quizSchema.safeParse(document.toJS());
  if (error !== undefined)
    return {
      problems: error.issues
        .flatMap((issue) => located(document, issue))
        .map(([...parts]) => problem(...parts)),
    };
  if (`${data.id}.yaml` === file) return { quiz: data };
  return {
    problems: [
      problem(
        offsetOf(document, ['id']),
        'id',
        `wanted "${file.replace(/\.yaml$/, '')}", as the file is called`,
      ),
    ],
  };
}

type Located = readonly [offset: number, at: string, message: string];

function located(document: Document, issue: z.core.$ZodIssue): Located[] {
  if (issue.code !== 'unrecognized_keys')
    return [[offsetOf(document, issue.path), shownPath(issue.path), issue.message]];
  return issue.keys.map((key) => [
    keyOffset(document, issue.path, key),
    shownPath([...issue.path, key]),
    `no such key: "${key}"; is it misspelt, or does it belong to another kind of question?`,
  ]);
}

/** Where the node at `path` starts, or the nearest node around it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = nodeAt(document, path.slice(0, length));
    if (node?.range) return node.range[0];
  }
  return 0;
}

function keyOffset(document: Document, path: readonly PropertyKey[], key: string): number {
  const parent = nodeAt(document, path);
  const pair = isMap(parent)
    ? parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key)
    : undefined;
  return isScalar(pair?.key) && pair.key.range ? pair.key.range[0] : offsetOf(document, path);
}

function nodeAt(document: Document, path: readonly PropertyKey[]): Node | undefined {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  return isScalar(node) || isMap(node) || isNode(node) ? node : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}

function shownPath(path: readonly PropertyKey[]): string {
  const shown = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return shown.replace(/^\./, '') || 'the whole file';
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).replace(/ at line \d+, column \d+:?$/, '');
}
