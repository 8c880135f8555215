import { Command } from 'commander';
import { newCheck, newExercise, newLab, type AuthoringFolders } from './scaffold.ts';

export interface NewCommandParts {
  readonly folders: AuthoringFolders;
  readonly print: (line: string) => void;
}

/** `labs new …`: working examples to change. */
export function newCommand({ folders, print }: NewCommandParts): Command {
  const command = new Command('new').description('write a working lab, exercise or check to change');
  const tell = (files: readonly string[], next: string): void => {
    for (const file of files) print(`wrote ${file}`);
    print(next);
  };
  command
    .command('lab <lab>')
    .description('a lab with one exercise, and its page')
    .action(async (lab: string) =>
      tell(await newLab(folders, lab), `Next: npm run labs:verify -- ${lab} --record-facts`),
    );
  command
    .command('exercise <lab> <exercise>')
    .description('one more exercise at the end of a lab')
    .action(async (lab: string, exercise: string) =>
      tell(
        await newExercise(folders, lab, exercise),
        `Next: npm run labs:verify -- ${lab} --exercise ${exercise} --record-facts`,
      ),
    );
  command
    .command('check <lab> <exercise> <check>')
    .description('one more check in an exercise')
    .action(async (lab: string, exercise: string, check: string) =>
      tell(
        await newCheck(folders, { lab, exercise, check }),
        'Next: write its claim, look and judge; see docs/adding-a-check.md',
      ),
    );
  return command;
}
