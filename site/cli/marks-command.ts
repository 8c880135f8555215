import { Command } from 'commander';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { gradebook, mark, type Gradebook } from '#site/protocol/marks.ts';
import { inWords, jsonOption } from '#labs/say.ts';
import { askServer } from './operator-client.ts';
import { dataFolder } from './serve-options.ts';

interface MarksOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

interface OverrideOptions {
  readonly dataDir?: string;
  readonly reason: string;
  readonly json?: boolean;
}

/** `kindlab cohort marks`: the gradebook of a cohort. */
export function marksPart(): Command {
  return new Command('marks')
    .argument('<id>')
    .description('what everybody’s exercises count')
    .option('--json', 'machine-readable, with every check')
    .option('--csv', 'a line per learner, for a spreadsheet')
    .action(async (id: string, { dataDir, json, csv }: MarksOptions) => {
      const path = `/api/cohorts/${encodeURIComponent(id)}/marks`;
      const folder = dataFolder(dataDir);
      if (csv === true) {
        process.stdout.write(await askServer(folder, { path: `${path}.csv`, schema: z.string() }));
        return;
      }
      const book = await askServer(folder, { path, schema: gradebook });
      if (json === true) console.log(JSON.stringify(book, null, 2));
      else console.table(book.learners.map((learner) => row(book, learner)));
    });
}

/** `kindlab cohort override`: sets one mark by hand. */
export function overridePart(): Command {
  return new Command('override')
    .argument('<id>')
    .argument('<email>', 'of the learner')
    .argument('<exercise>', 'as `lab/exercise`')
    .argument('<points>', 'a number; `computed` lets the computed mark count again')
    .description('set a mark by hand; the computed one is kept beside it')
    .requiredOption('--reason <text>', 'why; the learner sees it, and the audit log has it')
    .option(...jsonOption)
    .action(async (...given: [string, string, string, string, OverrideOptions]) => {
      const [id, email, exercise, points, options] = given;
      const { dataDir, reason } = options;
      const folder = dataFolder(dataDir);
      const path = `/api/cohorts/${encodeURIComponent(id)}/marks`;
      const { learners } = await askServer(folder, { path, schema: gradebook });
      const learner = learners.find((each) => each.email.toLowerCase() === email.toLowerCase());
      if (learner === undefined) throw noLearner(email);
      const to = exercise.split('/').map(encodeURIComponent).join('/');
      const body = { points: points === 'computed' ? null : Number(points), reason };
      const now = await askServer(folder, {
        method: 'POST',
        path: `${path}/${learner.id}/${to}`,
        body,
        schema: mark,
      });
      const text = `${learner.name}, ${exercise}: ${now.points} (computed ${now.computed}).`;
      console.log(inWords(options, { learner: learner.id, exercise, ...now }, text));
    });
}

function row({ columns, of }: Gradebook, { name, total, marks }: Gradebook['learners'][number]) {
  const cells = columns.map(({ lab, exercise }) => {
    const found = marks[`${lab}/${exercise}`];
    const points = found === undefined ? '' : `${found.points}${found.override === null ? '' : ' (set)'}`;
    return [`${lab}/${exercise}`, points] as const;
  });
  return { name, total: `${total} of ${of}`, ...Object.fromEntries(cells) };
}

function noLearner(email: string): Fault {
  return new Fault({
    code: 'NOT_FOUND',
    message: `Nobody with the address ${email} learns in this cohort.`,
    hint: '`kindlab cohort marks <id>` lists those who do.',
  });
}
