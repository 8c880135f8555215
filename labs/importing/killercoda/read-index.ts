import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { Fault } from '#containers/contract/fault.ts';
import { describeIssue } from '../../describe-issue.ts';
import { scenarioSchema, type ScenarioIndex } from './scenario.ts';

const name = 'index.json';

/** `index.json` of a scenario's folder. Throws Fault AUTHORING_INVALID that names every wrong line. */
export async function readIndex(folder: string): Promise<ScenarioIndex> {
  const text = await readFile(path.join(folder, name), 'utf8').catch((cause: unknown) => {
    throw invalid(
      [`There is no readable ${name} in ${folder}.`],
      'Name the folder of one scenario: the one that has the index.json with `details` and `backend`.',
      cause,
    );
  });
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  if (tree === undefined || errors.length > 0)
    throw invalid(
      errors.map(
        ({ error, offset }) => `${name}:${lineOf(text, offset)} ${wordsOf(printParseErrorCode(error))}`,
      ),
      'Correct the JSON; `jq . index.json` shows the same place.',
    );
  const input: unknown = JSON.parse(text);
  const parsed = scenarioSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) =>
      `${name}:${lineOf(text, offsetOf(tree, issue.path))} ${describeIssue(scenarioSchema, input, issue)}`,
  );
  throw invalid(problems, 'A lab needs a title and steps; correct the lines named.');
}

export function invalid(problems: readonly string[], hint: string, cause?: unknown): Fault {
  return new Fault({
    code: 'AUTHORING_INVALID',
    audience: 'author',
    message: ['The scenario was not imported.', ...problems].join('\n- '),
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Of the value, or of what it is missing in. */
function offsetOf(tree: Node, at: readonly PropertyKey[]): number {
  for (let length = at.length; length > 0; length -= 1) {
    const found = findNodeAtLocation(
      tree,
      at.slice(0, length).map((key) => (typeof key === 'number' ? key : String(key))),
    );
    if (found !== undefined) return found.offset;
  }
  return tree.offset;
}

function lineOf(text: string, offset: number): string {
  return String(text.slice(0, offset).split('\n').length);
}

/** `CommaExpected` → `comma expected`. */
function wordsOf(code: string): string {
  return code.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
