import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseDocument, YAMLSeq } from 'yaml';
import { Fault } from '#containers/contract/fault.ts';
import { id as idSchema } from '../lab-schema.ts';
import * as templates from './templates.ts';

export interface AuthoringFolders {
  /** `labs/` */
  readonly labs: string;
  /** `site/content/docs/labs/` */
  readonly pages: string;
}

/** A lab with one working exercise, and its page. Answers the files. Throws Fault AUTHORING_INVALID and writes nothing when one exists. */
export async function newLab(folders: AuthoringFolders, lab: string): Promise<readonly string[]> {
  requireIds(lab);
  const names = { lab, exercise: `first-${lab}`, check: 'colour-is-right' };
  return write(
    new Map([
      [join(folders.labs, lab, 'lab.yaml'), templates.labYaml(names)],
      [join(folders.labs, lab, 'values.ts'), templates.valuesTs],
      ...exerciseFiles(folders, names),
      [join(folders.pages, `${lab}.mdx`), templates.labMdx(names)],
    ]),
  );
}

/** One more working exercise at the end of a lab and of its page. */
export async function newExercise(
  folders: AuthoringFolders,
  lab: string,
  exercise: string,
): Promise<readonly string[]> {
  requireIds(lab, exercise);
  const labFile = join(folders.labs, lab, 'lab.yaml');
  const page = join(folders.pages, `${lab}.mdx`);
  const document = parseDocument(await readKnown(labFile, `npm run new:lab -- ${lab}`));
  const text = await readKnown(page, `write ${page}, as docs/adding-a-lab.md shows`);
  const order = document.get('exercises');
  if (!(order instanceof YAMLSeq))
    throw invalid(`${labFile} has no list of exercises.`, 'Add `exercises:` to it.');
  const names = { lab, exercise, check: `${exercise}-colour` };
  const files = await write(exerciseFiles(folders, names));
  order.add(exercise);
  // As Prettier writes it.
  await writeFile(labFile, document.toString({ flowCollectionPadding: false }));
  await writeFile(page, `${text.trimEnd()}\n${templates.exerciseMdx(names, order.items.length)}`);
  return [...files, labFile, page];
}

/** One more working check in an exercise, listed in its `checks.ts`. */
export async function newCheck(
  folders: AuthoringFolders,
  { lab, exercise, check }: templates.Names,
): Promise<readonly string[]> {
  requireIds(lab, exercise, check);
  const folder = join(folders.labs, lab, exercise);
  const listFile = join(folder, 'checks.ts');
  const list = await readKnown(listFile, `npm run new:exercise -- ${lab} ${exercise}`);
  const array = /export const checks: readonly Check\[\] = \[([^\]]*)\];/.exec(list);
  if (array === null)
    throw invalid(
      `${listFile} doesn't end in a list of checks that can be added to.`,
      'Import the new check there by hand.',
    );
  const variable = templates.variableOf(check);
  const before = (array[1] ?? '').trim().replace(/,$/, '');
  const files = await write(
    new Map([[join(folder, `${check}.ts`), templates.checkTs({ lab, exercise, check })]]),
  );
  const listed = list.replace(array[0], `export const checks: readonly Check[] = [${before}, ${variable}];`);
  await writeFile(
    listFile,
    listed.replace(/(\nimport [^\n]+)\n(?!import)/, `$1\nimport { ${variable} } from './${check}.ts';\n`),
  );
  return [...files, listFile];
}

function exerciseFiles({ labs }: AuthoringFolders, names: templates.Names): Map<string, string> {
  const folder = join(labs, names.lab, names.exercise);
  return new Map([
    [join(folder, 'exercise.yaml'), templates.exerciseYaml(names)],
    [join(folder, 'checks.ts'), templates.checksTs(names)],
    [join(folder, `${names.check}.ts`), templates.checkTs(names)],
    [join(folder, 'solution.sh'), templates.solutionSh(names)],
    [join(folder, 'reset.sh'), templates.resetSh(names)],
    [join(folder, 'mistakes', 'other-colour.sh'), templates.mistakeSh(names)],
  ]);
}

async function write(files: ReadonlyMap<string, string>): Promise<readonly string[]> {
  for (const path of files.keys()) {
    if ((await readFile(path).catch(notThere)) !== undefined)
      throw invalid(
        `${path} exists already; nothing was written.`,
        'Choose another name, or remove that file.',
      );
  }
  for (const [path, text] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return [...files.keys()];
}

async function readKnown(path: string, remedy: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(notThere);
  if (text === undefined) throw invalid(`There is no ${path}.`, `First: ${remedy}`);
  return text;
}

/** Writing would fail on anything but a missing file, and say so. */
function notThere(): undefined {
  return undefined;
}

function requireIds(...ids: readonly string[]): void {
  const wrong = ids.find((one) => !idSchema.max(50).safeParse(one).success);
  if (wrong === undefined) return;
  throw invalid(
    `"${wrong.slice(0, 60)}" can't be an id.`,
    'Use lower-case words joined by hyphens, such as connect-store, of at most 50 characters.',
  );
}

function invalid(message: string, hint: string): Fault {
  return new Fault({ code: 'AUTHORING_INVALID', audience: 'author', message, hint });
}
