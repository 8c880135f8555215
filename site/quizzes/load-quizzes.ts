import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '#containers/contract/fault.ts';
import { parseQuiz, type QuizProblem } from './parse-quiz.ts';
import type { Quiz } from './quiz-schema.ts';

/**
 * Every quiz of a folder (`*.yaml`), in order of file name. Throws one Fault AUTHORING_INVALID that shows the problems
 * of all files, each with its line.
 */
export async function loadQuizzes(folder: string, signal: AbortSignal): Promise<readonly Quiz[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).toSorted();
  const read = names.map(async (name) =>
    parseQuiz(name, await readFile(join(folder, name), { encoding: 'utf8', signal })),
  );
  const parsed = await Promise.all(read);
  const problems = parsed.flatMap((each) => ('problems' in each ? each.problems : []));
  if (problems.length > 0) throw invalid(problems);
  return parsed.flatMap((each) => ('quiz' in each ? [each.quiz] : []));
}

/** Throws Fault NOT_FOUND naming the quizzes there are. */
export function getQuiz(quizzes: readonly Quiz[], id: string): Quiz {
  const quiz = quizzes.find((each) => each.id === id);
  if (quiz !== undefined) return quiz;
  throw new Fault({
    code: 'NOT_FOUND',
    audience: 'learner',
    message: `There is no quiz "${id}".`,
    hint: `These exist: ${quizzes.map((each) => each.id).join(', ')}.`,
  });
}

function invalid(problems: readonly QuizProblem[]): Fault {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new Fault({
    code: 'AUTHORING_INVALID',
    audience: 'author',
    message: [`The quizzes have ${count}.`, ...problems.map(shown)].join('\n\n'),
    hint: 'Correct the lines shown; docs/design/0008-quizzes.md describes every key.',
  });
}

function shown({ file, line, column, source, at, message }: QuizProblem): string {
  const number = String(line);
  return [
    `${file}:${number}:${column}  ${at}`,
    `  ${number} | ${source}`,
    `  ${' '.repeat(number.length)} | ${' '.repeat(column - 1)}^ ${message}`,
  ].join('\n');
}
