import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { ifMissing } from '#containers/if-missing.ts';
import type { Machine } from '#tests/bench/measure/machine.ts';
import type { Outcome } from './crash-world.ts';

export interface CrashRow extends Outcome {
  readonly name: string;
  /** What happens, to what, and how often. */
  readonly what: string;
  readonly seconds: number;
  readonly at: string;
  /** Of the run that it is from: rows of several runs can stand in one report. */
  readonly seed?: number;
  readonly loadBefore?: number;
  /** The state of the repository that was tried; ends with `+` when some of it is in no commit. */
  readonly commit?: string;
}

export interface CrashReport {
  readonly at: string;
  readonly seed: number;
  readonly machine: Machine;
  readonly rows: readonly CrashRow[];
  /** Containers, networks and volumes that were there when all had to be gone. */
  readonly left: readonly string[];
}

/** Writes the page and the same as JSON beside it; what was not tried now stays as it was. */
export async function writeCrashReport(page: string, tried: CrashReport): Promise<void> {
  const file = page.replace(/(\.md)?$/, '.json');
  const text = await readFile(file, 'utf8').catch(ifMissing);
  const before = text === undefined ? [] : (JSON.parse(text) as CrashReport).rows;
  const report = { ...tried, rows: mergeRows(before, tried.rows) };
  await writeFormatted(file, JSON.stringify(report));
  await writeFormatted(page, toCrashPage(report));
}

async function writeFormatted(file: string, text: string): Promise<void> {
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

export function mergeRows(before: readonly CrashRow[], tried: readonly CrashRow[]): readonly CrashRow[] {
  const rows = new Map(before.map((row) => [row.name, row]));
  for (const row of tried) {
    if (row.skipped === undefined || !rows.has(row.name)) rows.set(row.name, row);
  }
  return [...rows.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

export function toCrashPage({ at, machine, rows, left }: CrashReport): string {
  const { processor, cores, memoryGiB } = machine;
  return [
    '# Crash report',
    'Written by `npm run crash`: a real server with a real environment, a learner who works, and outages. After each one nothing that was acknowledged may be lost, no environment, network, volume or process may be there that no lab has, and the learner has to get on in shell and cluster.',
    `Last written on ${at.slice(0, 10)}, on ${processor}, ${String(cores)} cores, ${String(memoryGiB)} GiB. Each outage says when it was tried last, at which commit, with which seed, and what the load of the machine was before.`,
    ...rows.flatMap(rowPart),
    '## At the end',
    left.length === 0
      ? 'No container, network or volume was left behind.'
      : `Left behind: ${left.join(', ')}.`,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function rowPart(row: CrashRow): readonly string[] {
  const { name, what, rounds, problems, notes, seconds, skipped } = row;
  if (skipped !== undefined) return [`## ${name}`, `${what} **Not tried here:** ${skipped}.`];
  const verdict = problems.length === 0 ? 'nothing was wrong' : `**wrong: ${String(problems.length)}**`;
  return [
    `## ${name}`,
    [
      `${what} ${rounds === 1 ? 'Once' : `${String(rounds)} times`} in ${seconds.toFixed(0)} s (${runOf(row)}): ${verdict}.`,
      ...notes,
    ].join(' '),
    ...(problems.length === 0 ? [] : [problems.map((problem) => `- ${problem}`).join('\n')]),
  ];
}

/** Which run a row is from. */
function runOf({ at, seed, loadBefore, commit }: CrashRow): string {
  return [
    at.slice(0, 10),
    ...(commit === undefined ? [] : [`commit ${commit}`]),
    ...(seed === undefined ? [] : [`seed ${String(seed)}`]),
    ...(loadBefore === undefined ? [] : [`load ${loadBefore.toFixed(0)}`]),
  ].join(', ');
}
