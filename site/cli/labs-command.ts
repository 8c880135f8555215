import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { driftCommand } from '#labs/authoring/drift-command.ts';
import { lintCommand } from '#labs/authoring/lint-command.ts';
import { newCommand } from '#labs/authoring/new-command.ts';
import { importCommand } from '#labs/importing/import-command.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import { alwaysJson, asJson, inWords, jsonOption, type Said } from '#labs/say.ts';
import { reportCommand } from '#labs/verify/report-command.ts';
import { verifyCommand } from '#labs/verify/verify-command.ts';
import { interruptSignal } from './interrupt.ts';
import { createVerifyEnvironment } from './verify-environment.ts';

/** `kindlab labs`: the catalogue, and the proof that a lab is what it claims to be. */
export function labsCommand(): Command {
  const command = new Command('labs').description('the labs of this course');
  command
    .command('list')
    .description('list labs and their exercises')
    .option(...jsonOption)
    .action((said: Said) => listLabs(said));
  command
    .command('values <lab>')
    .description('make the random values of one attempt, as JSON, to work and to `kindlab check` with')
    .option(...alwaysJson)
    .action(async (id: string) => {
      console.log(asJson((await loadCatalog()).getLab(id).newValues()));
    });
  const signal = interruptSignal();
  const verify = verifyCommand({
    loadCatalog,
    createEnvironment: createVerifyEnvironment,
    print: (line) => console.log(line),
    note: (line) => console.error(line),
    signal,
  });
  const folders = { labs: fromRoot('labs'), pages: fromRoot('site/content/docs/labs') };
  const write = newCommand({ folders, print: (line) => console.log(line) });
  const bring = importCommand({ folders, print: (line) => console.log(line) });
  const lint = lintCommand({ loadCatalog, folders, print: (line) => console.log(line) });
  const drift = driftCommand({ folders, print: (line) => console.log(line) });
  const report = reportCommand({ loadCatalog, print: (line) => console.log(line) });
  for (const part of [verify.name('verify'), report, write, lint, drift, bring]) command.addCommand(part);
  return command;
}

function fromRoot(folder: string): string {
  return path.relative(process.cwd(), fileURLToPath(new URL(`../../${folder}`, import.meta.url)));
}

async function listLabs(said: Said): Promise<void> {
  const { labs } = await loadCatalog();
  const rows = labs.map(({ id, title, minutes, exercises }) => ({
    id,
    title,
    minutes,
    exercises: exercises.map((exercise) => exercise.id),
  }));
  const lines = rows.map(
    ({ id, title, minutes, exercises }) => `${id}  ${title} (${minutes} min): ${exercises.join(', ')}`,
  );
  console.log(inWords(said, rows, lines.join('\n')));
}
