import path from 'node:path';
import { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { describeItem } from '#site/quizzes/describe-item.ts';
import { itemStatistics, type ItemStatistics } from '#site/quizzes/item-statistics.ts';
import { getQuiz, loadQuizzes } from '#site/quizzes/load-quizzes.ts';
import type { Quiz } from '#site/quizzes/quiz-schema.ts';
import type { Database } from '#site/server/state/open-database.ts';
import { listAnswersToQuiz } from '#site/server/state/quiz-answer-rows.ts';
import { interruptSignal } from './interrupt.ts';
import { withState } from './open-state.ts';
import { dataFolder } from './serve-options.ts';

interface StatsOptions {
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** One question of one quiz: its figures, and what can be taken from them. */
export type QuizRow = ItemStatistics & { readonly quiz: string; readonly remark: string };

/** `kindlab quiz`: how the quizzes do, for instructors; names no learner. */
export function quizCommand(): Command {
  const command = new Command('quiz').description('the quizzes of this course');
  command
    .command('stats')
    .description('how hard each question is, and whether it tells those who know from those who do not')
    .argument('[quiz]', 'id of the quiz, such as policies; without it: all')
    .option('--data-dir <folder>', 'the server whose answers are meant')
    .option('--database-url <url>', 'the PostgreSQL of that server, if it has one')
    .option('--json', 'machine-readable')
    .option('--csv', 'for a spreadsheet')
    .action(showStats);
  return command;
}

async function showStats(id: string | undefined, options: StatsOptions): Promise<void> {
  const all = await loadQuizzes(path.resolve(import.meta.dirname, '../quizzes'), interruptSignal());
  const quizzes = id === undefined ? all : [getQuiz(all, id)];
  const { databaseUrl } = options;
  const state = {
    dataDir: dataFolder(options.dataDir),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  };
  const rows = await withState(state, (db) => readQuizRows(db, quizzes));
  if (options.json === true) console.log(JSON.stringify(rows, null, 2));
  else if (options.csv === true) process.stdout.write(toCsv(rows));
  else showTables(rows);
}

export async function readQuizRows(db: Database, quizzes: readonly Quiz[]): Promise<readonly QuizRow[]> {
  const rows: QuizRow[] = [];
  for (const quiz of quizzes) {
    const items = itemStatistics(quiz, await listAnswersToQuiz(db, quiz.id));
    rows.push(...items.map((item) => ({ quiz: quiz.id, ...item, remark: describeItem(item, 'question') })));
  }
  return rows;
}

/** With a header; shares from 0 to 1, empty where there is nothing to tell. */
export function toCsv(rows: readonly QuizRow[]): string {
  const flat = rows.map(({ discrimination, ...row }) => ({
    ...row,
    discrimination: discrimination?.value ?? null,
    discriminationFrom: discrimination?.from ?? null,
    discriminationTo: discrimination?.to ?? null,
  }));
  const columns = [
    ...['quiz', 'question', 'kind', 'learners', 'difficulty'],
    ...['discrimination', 'discriminationFrom', 'discriminationTo', 'solved', 'tries', 'remark'],
  ];
  return stringify(flat, { header: true, columns });
}

function showTables(rows: readonly QuizRow[]): void {
  for (const [quiz, items] of Map.groupBy(rows, (row) => row.quiz)) {
    console.log(quiz);
    console.table(Object.fromEntries(items.map((item) => [item.question, columnsOf(item)])));
  }
}

function columnsOf({ learners, difficulty, discrimination, solved, tries, remark }: QuizRow) {
  const figure = (value: number): string => value.toFixed(2);
  const percent = (value: number | null): string => (value === null ? '' : `${(value * 100).toFixed(0)} %`);
  return {
    learners,
    'right at first': percent(difficulty),
    'in the end': percent(solved),
    tries: tries === null ? '' : tries.toFixed(1),
    discrimination:
      discrimination === null
        ? ''
        : `${figure(discrimination.value)} (${figure(discrimination.from)} to ${figure(discrimination.to)})`,
    remark,
  };
}
