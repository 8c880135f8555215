import { readFile } from 'node:fs/promises';
import type { Exercise, Lab } from './lab.ts';

type Values = Readonly<Record<string, string>>;

/** What scripts know of an attempt: each value under `KL_` and its key in capitals, such as `KL_API_KEY`. */
export function scriptEnvironment(values: Values): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [variableOf(key), value]));
}

/** The reference solution as a learner can run it: with the attempt's own values in place of the variables. */
export async function readSolution(exercise: Exercise, values: Values): Promise<string> {
  return fillIn(await readFile(exercise.solutionFile, 'utf8'), values);
}

/** A text with the attempt's values in place of `$KL_…` and `${KL_…}`; other variables stay. */
export function fillIn(text: string, values: Values): string {
  const variables = new Map(Object.entries(values).map(([key, value]) => [variableOf(key), value]));
  return text.replaceAll(/\$\{?(KL_[A-Z0-9_]+)\}?/g, (whole, name: string) => variables.get(name) ?? whole);
}

/**
 * A bash script that brings the lab to the start of an exercise from wherever it is: everything before it is solved,
 * everything of it and after it is taken back. Bonus exercises are not solved on the way. In a lab with a `start.sh`
 * the scripts can call that as the function `start_lab`, with arguments; it goes first by itself where it says
 * `# run: before every reset`. A reset with the line `# from: anywhere`
 * does it all by itself, and nothing is solved before it.
 */
export async function jumpScript(lab: Lab, exercise: Exercise): Promise<string> {
  const reset = await readFile(exercise.resetFile, 'utf8');
  const before = lab.exercises.slice(0, lab.exercises.indexOf(exercise)).filter(({ bonus }) => !bonus);
  const needed = /^# from: anywhere$/m.test(reset) ? [] : before;
  const solutions = await Promise.all(needed.map(({ solutionFile }) => readFile(solutionFile, 'utf8')));
  const start = await startOf(lab);
  // Each in a shell of its own: a script's settings and variables end with it.
  const shells = [...solutions, reset].map((script) => `(\n${script}\n)`);
  return ['set -euo pipefail', ...start, ...shells].join('\n');
}

/** `start_lab` for the scripts to call; called first of all where the start says `# run: before every reset`. */
async function startOf({ start }: Lab): Promise<readonly string[]> {
  if (start === undefined) return [];
  const script = await readFile(start.file, 'utf8');
  const first = /^# run: before every reset$/m.test(script) ? ['start_lab'] : [];
  return [`start_lab() (\n${script}\n)`, ...first];
}

function variableOf(key: string): string {
  return `KL_${key.toUpperCase()}`;
}
