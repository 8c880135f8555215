import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { Check } from '#checkers/define-check.ts';
import { describeIssue } from './describe-issue.ts';
import { exerciseSchema } from './exercise-schema.ts';
import type { Catalog, Exercise, Lab, LabStart } from './lab.ts';
import { id, labSchema } from './lab-schema.ts';
import { lintLab } from './lint-lab.ts';

const home = dirname(fileURLToPath(import.meta.url));

/** Collects what is wrong, so that an author sees all of it at once. */
type Complain = (problem: string) => void;

/** All labs of a folder. Throws one Fault AUTHORING_INVALID that lists every problem of every lab. */
export async function loadCatalog(options: { readonly root?: string } = {}): Promise<Catalog> {
  const root = options.root ?? home;
  const folders = await readdir(root, { withFileTypes: true });
  const problems: string[] = [];
  const labs: Lab[] = [];
  for (const folder of folders.filter((entry) => entry.isDirectory())) {
    if (!(await exists(join(root, folder.name, 'lab.yaml')))) continue;
    const lab = await loadLab(join(root, folder.name), folder.name, (problem) => problems.push(problem));
    if (lab !== undefined) labs.push(lab);
  }
  problems.push(...labs.flatMap(lintLab));
  if (problems.length > 0) throw invalid(problems);
  labs.sort((a, b) => a.order - b.order || a.id.localeCompare(b.id));
  return { labs, getLab: (wanted) => labs.find((lab) => lab.id === wanted) ?? unknownLab(wanted, labs) };
}

async function loadLab(folder: string, name: string, complain: Complain): Promise<Lab | undefined> {
  const file = await readYaml(join(folder, 'lab.yaml'), labSchema, `${name}/lab.yaml`, complain);
  if (!id.safeParse(name).success)
    complain(`${name}: the folder's name is the lab's id: lower-case words joined by hyphens.`);
  const values = await importExport(join(folder, 'values.ts'), valuesModule, `${name}/values.ts`, complain);
  if (file === undefined || values === undefined) return undefined;
  const exercises: Exercise[] = [];
  for (const exercise of file.exercises) {
    const loaded = await loadExercise(join(folder, exercise), { lab: name, exercise }, complain);
    if (loaded !== undefined) exercises.push(loaded);
  }
  const { leaseMinutes, externalSecrets, ...environment } = file.environment;
  if (externalSecrets !== undefined && environment.startState === 'bare')
    complain(
      `${name}/lab.yaml: externalSecrets says what runs of it, and with startState bare nothing does.`,
    );
  const leaner = environment.startState === 'eso' && externalSecrets !== 'whole';
  const start = await findStart(folder, { lab: name, seconds: file.prepareSeconds }, complain);
  return {
    id: name,
    title: file.title,
    order: file.order,
    story: file.story,
    minutes: exercises.reduce((sum, { minutes, bonus }) => sum + (bonus ? 0 : minutes), 0),
    environment: {
      ...environment,
      ...(leaner ? { externalSecrets: 'controller' as const } : {}),
      leaseMs: leaseMinutes * 60_000,
    },
    ...(start === undefined ? {} : { start }),
    ...(file.budget === undefined ? {} : { budget: file.budget }),
    exercises,
    newValues: () => valueRecord.parse(values.newValues()),
  };
}

/** Script and time belong together: neither goes without the other. */
async function findStart(
  folder: string,
  { lab, seconds }: { lab: string; seconds: number | undefined },
  complain: Complain,
): Promise<LabStart | undefined> {
  const file = join(folder, 'start.sh');
  const there = await exists(file);
  if (there && seconds !== undefined) return { file, expectedMs: seconds * 1000 };
  if (there) complain(`${lab}/lab.yaml: prepareSeconds is missing: say about how long start.sh takes.`);
  if (seconds !== undefined)
    complain(`${lab}: there is no start.sh, though lab.yaml says how long it takes.`);
  return undefined;
}

async function loadExercise(
  folder: string,
  { lab, exercise }: { lab: string; exercise: string },
  complain: Complain,
): Promise<Exercise | undefined> {
  const at = `${lab}/${exercise}`;
  const file = await readYaml(join(folder, 'exercise.yaml'), exerciseSchema, `${at}/exercise.yaml`, complain);
  const module = await importExport(join(folder, 'checks.ts'), checksModule, `${at}/checks.ts`, complain);
  const [solutionFile, resetFile, mistakesDir] = ['solution.sh', 'reset.sh', 'mistakes'].map((name) =>
    join(folder, name),
  );
  for (const part of [solutionFile, resetFile, mistakesDir]) {
    if (part !== undefined && !(await exists(part)))
      complain(`${at}: there is no ${part.slice(folder.length + 1)}.`);
  }
  if (!file || !module || !solutionFile || !resetFile || !mistakesDir) return undefined;
  const { title, goal, minutes, bonus } = file;
  return {
    id: exercise,
    title,
    goal,
    minutes,
    bonus,
    checks: module.checks,
    solutionFile,
    resetFile,
    mistakesDir,
  };
}

const check = z.custom<Check>(
  (value) =>
    typeof value === 'object' && value !== null && 'look' in value && 'judge' in value && 'claim' in value,
  'expected a check, made with defineCheck',
);
const checksModule = z.object({ checks: z.array(check).min(1) });
const valueRecord = z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), z.string().min(6));
const valuesModule = z.object({
  newValues: z.custom<() => unknown>((value) => typeof value === 'function', 'expected a function'),
});

async function readYaml<T>(
  path: string,
  schema: z.ZodType<T>,
  shown: string,
  complain: Complain,
): Promise<T | undefined> {
  try {
    const input: unknown = parse(await readFile(path, 'utf8'), { maxAliasCount: 20 });
    const parsed = schema.safeParse(input);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) complain(`${shown}: ${describeIssue(schema, input, issue)}`);
  } catch (error) {
    complain(`${shown}: ${firstLine(error)}`);
  }
  return undefined;
}

async function importExport<T>(
  path: string,
  schema: z.ZodType<T>,
  shown: string,
  complain: Complain,
): Promise<T | undefined> {
  try {
    const parsed = schema.safeParse(await import(pathToFileURL(path).href));
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) complain(`${shown}: ${issue.path.join('.')}: ${issue.message}`);
  } catch (error) {
    complain(`${shown}: ${firstLine(error)}`);
  }
  return undefined;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function invalid(problems: readonly string[]): Fault {
  return new Fault({
    code: 'AUTHORING_INVALID',
    audience: 'author',
    message: [
      `The labs have ${String(problems.length)} problem${problems.length === 1 ? '' : 's'}:`,
      ...problems,
    ].join('\n- '),
    hint: 'Correct the files named; docs/adding-a-lab.md describes every key.',
  });
}

function unknownLab(wanted: string, labs: readonly Lab[]): never {
  throw new Fault({
    code: 'NOT_FOUND',
    audience: 'learner',
    message: `There is no lab "${wanted.slice(0, 60)}".`,
    hint: `These exist: ${labs.map((lab) => lab.id).join(', ')}.`,
  });
}
