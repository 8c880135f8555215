import path from 'node:path';
import { Command } from 'commander';
import type { AuthoringFolders } from '../authoring/scaffold.ts';
import { jsonOption, type Said } from '#labs/say.ts';
import { importScenario } from './killercoda/import-scenario.ts';
import { idOf } from './killercoda/plan-lab.ts';

export interface ImportCommandParts {
  readonly folders: AuthoringFolders;
  readonly print: (line: string) => void;
}

/** `labs import …`: labs that were written for something else. */
export function importCommand({ folders, print }: ImportCommandParts): Command {
  const command = new Command('import').description('make a lab of what was written for something else');
  command
    .command('killercoda')
    .description('a scenario: index.json, texts, verify scripts')
    .argument('<folder>', 'the folder with the index.json')
    .option(
      '--out <folder>',
      "the lab's folder; its name is the lab's id (default: labs/<name of the folder>)",
    )
    .option('--page <file>', "the lab's page (default: site/content/docs/labs/<id>.mdx)")
    .option(...jsonOption)
    .action(async (folder: string, options: Said & { out?: string; page?: string }) => {
      const labFolder = options.out ?? path.join(folders.labs, idOf(path.basename(path.resolve(folder))));
      const page = options.page ?? path.join(folders.pages, `${path.basename(path.resolve(labFolder))}.mdx`);
      const { lab, files, notes } = await importScenario(folder, { labFolder, page });
      if (options.json === true) return print(JSON.stringify({ lab, files, notes }, null, 2));
      for (const file of files) print(`wrote ${file}`);
      if (notes.length > 0) print('\nWhat did not map:');
      for (const { where, what } of notes) print(`- ${where}: ${what}`);
      print(
        `\nNext: npm run labs:lint -- ${lab}; ${path.join(labFolder, 'import-report.md')} says what is left to do.`,
      );
    });
  return command;
}
