import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Check } from '#checkers/define-check.ts';
import { jumpScript } from '#labs/exercise-scripts.ts';
import { tarOf, zipOf } from '#labs/grading/submissions/archives.test-support.ts';
import type { Catalog, Exercise, Lab } from '#labs/lab.ts';
import { readMistakes } from '#labs/verify/read-mistake.ts';
import { badArchives } from './bad-archives.ts';
import type { Case, Packing } from './cases.ts';
import type { Expectation, ExpectedExercise } from './expectation.ts';

/** Paths below `solution/`, and what is in them. */
type Files = Readonly<Record<string, string>>;

/** Writes submissions into `<inbox>/<lab>/`, in order of their numbers, and answers what each has to come to. */
export async function writeSubmissions(
  inbox: string,
  cases: readonly Case[],
  catalog: Catalog,
): Promise<readonly Expectation[]> {
  const expected: Expectation[] = [];
  for (const [index, each] of cases.entries()) {
    const place = path.join(inbox, each.lab);
    await mkdir(place, { recursive: true });
    const name = `${String(index + 1).padStart(2, '0')}-${each.kind}-${titleOf(each)}`;
    expected.push(await writeCase(path.join(place, name), each, catalog.getLab(each.lab)));
  }
  return expected;
}

function titleOf(each: Case): string {
  if ('mistake' in each) return each.mistake;
  if ('archive' in each) return each.archive;
  return 'packing' in each ? each.packing.replace('.', '-') : each.name;
}

async function writeCase(target: string, each: Case, lab: Lab): Promise<Expectation> {
  const about = { name: path.basename(target), kind: each.kind, lab: lab.id };
  if ('archive' in each) {
    const { extension, kept = '', make } = badArchives[each.archive];
    await writeFile(`${target}.${extension}`, await make());
    return { ...about, name: `${about.name}${kept}`, verdict: { kind: 'rejected', code: each.code } };
  }
  if ('packing' in each) {
    await pack(target, each.packing, await solutionsOf(lab.exercises));
    return { ...about, verdict: { kind: 'graded', exercises: lab.exercises.map((one) => judged(one)) } };
  }
  if ('mistake' in each) return { ...about, verdict: await writeMistaken(target, each, lab) };
  const [first] = lab.exercises;
  const file = `${first?.id ?? ''}/20-${each.name}.sh`;
  await pack(target, 'folder', { ...(await solutionsOf(lab.exercises.slice(0, 1))), [file]: each.script });
  const exercises = lab.exercises.map((one) => judged(one, one === first ? 'whole' : 'nothing'));
  return { ...about, verdict: { kind: 'graded', exercises, ended: { file, how: each.ended } } };
}

async function writeMistaken(
  target: string,
  each: Extract<Case, { mistake: string }>,
  lab: Lab,
): Promise<Expectation['verdict']> {
  const at = lab.exercises.findIndex(({ id }) => id === each.exercise);
  const exercise = lab.exercises[at];
  const mistakes = exercise === undefined ? [] : await readMistakes(exercise.mistakesDir);
  const mistake = mistakes.find(({ name }) => name === each.mistake);
  if (exercise === undefined || mistake === undefined)
    throw new Error(`The lab ${lab.id} has no mistake ${each.exercise}/${each.mistake}.`);
  const { check, outcome, pattern, from, script, undo } = mistake;
  const later = lab.exercises.slice(at + 1);
  const repaired = each.then === 'repairs' ? later : [];
  const [next] = repaired;
  const own = `${exercise.id}/20-${each.mistake}.sh`;
  await pack(target, 'folder', {
    ...(await solutionsOf([
      ...lab.exercises.slice(0, at),
      ...(from === 'solved' ? [exercise] : []),
      ...repaired,
    ])),
    [own]: script,
    // The way that the lab's own proof takes after a mistake: back to the exercise's start, then its solution.
    ...(next === undefined ? {} : { [`${next.id}/05-repair.sh`]: await repairOf(lab, exercise, undo) }),
  });
  const exercises = lab.exercises.map((one, index) => {
    if (one === exercise) return judged(one, { refusedBy: check });
    return judged(one, index < at || repaired.includes(one) ? 'whole' : 'nothing');
  });
  return { kind: 'graded', exercises, refusal: { exercise: exercise.id, check, outcome, pattern } };
}

async function repairOf(lab: Lab, exercise: Exercise, undo = 'true'): Promise<string> {
  const solution = await readFile(exercise.solutionFile, 'utf8');
  return [undo, await jumpScript(lab, exercise), solution].join('\n');
}

async function solutionsOf(exercises: readonly Exercise[]): Promise<Files> {
  const files = exercises.map(
    async ({ id, solutionFile }) => [`${id}/10-solution.sh`, await readFile(solutionFile, 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(files));
}

/** What an exercise has to come to: a check that refuses takes along what can't hold without it, and nothing else. */
function judged(
  { id, checks }: Exercise,
  done: 'nothing' | 'whole' | { readonly refusedBy: string } = 'whole',
): ExpectedExercise {
  const sum = (counted: readonly Check[]) => counted.reduce((total, { points }) => total + points, 0);
  const of = sum(checks);
  if (done === 'whole') return { exercise: id, points: of, of, passed: true };
  // Where nobody did anything nothing holds but what was given, which is worth nothing.
  if (done === 'nothing')
    return { exercise: id, points: sum(checks.filter(({ given }) => given)), of, passed: false };
  const lost = dependentsOf(done.refusedBy, checks);
  return { exercise: id, points: of - sum(checks.filter((check) => lost.has(check.id))), of, passed: false };
}

/** A check, and all that need it, whatever is between. */
function dependentsOf(check: string, checks: readonly Check[]): ReadonlySet<string> {
  const found = new Set([check]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const { id, needs = [] } of checks) if (needs.some((need) => found.has(need))) found.add(id);
  }
  return found;
}

async function pack(target: string, packing: Packing, files: Files): Promise<void> {
  const entries = Object.entries(files).map(([name, content]) => ({ path: `solution/${name}`, content }));
  if (packing === 'zip') return writeFile(`${target}.zip`, await zipOf(entries));
  if (packing === 'tar') return writeFile(`${target}.tar`, tarOf(entries));
  if (packing === 'tar.gz') return writeFile(`${target}.tar.gz`, gzipSync(tarOf(entries)));
  for (const { path: name, content } of entries) {
    await mkdir(path.dirname(path.join(target, name)), { recursive: true });
    await writeFile(path.join(target, name), content);
  }
}
