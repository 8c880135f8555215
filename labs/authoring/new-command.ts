import { Command } from 'commander';
import { inWords, jsonOption, type Said } from '#labs/say.ts';
import { newCheck, newExercise, newLab, type AuthoringFolders } from './scaffold.ts';

export interface NewCommandParts {
  readonly folders: AuthoringFolders;
  readonly print: (line: string) => void;
}

/** `labs new …`: working examples to change. */
export function newCommand({ folders, print }: NewCommandParts): Command {
  const command = new Command('new').description('write a working lab, exercise or check to change');
  const tell = (options: Said, files: readonly string[], next: string): void => {
    const lines = [...files.map((file) => `wrote ${file}`), next];
    print(inWords(options, { files }, lines.join('\n')));
  };
  command
    .command('lab <lab>')
    .description('a lab with one exercise, and its page')
    .option(...jsonOption)
    .action(async (lab: string, options: Said) =>
      tell(options, await newLab(folders, lab), `Next: npm run labs:verify -- ${lab} --record-facts`),
    );
  command
    .command('exercise <lab> <exercise>')
    .description('one more exercise at the end of a lab')
    .option(...jsonOption)
    .action(async (lab: string, exercise: string, options: Said) =>
      tell(
        options,
        await newExercise(folders, lab, exercise),
        `Next: npm run labs:verify -- ${lab} --exercise ${exercise} --record-facts`,
      ),
    );
  command
    .command('check <lab> <exercise> <check>')
    .description('one more check in an exercise')
    .option(...jsonOption)
    .action(async (...[lab, exercise, check, options]: [string, string, string, Said]) =>
      tell(
        options,
        await newCheck(folders, { lab, exercise, check }),
        'Next: write its claim, look and judge; see docs/adding-a-check.md',
      ),
    );
  return command;
}
