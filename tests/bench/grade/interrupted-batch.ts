import { readFile } from 'node:fs/promises';
import { runBatch, type BatchCommand, type Kill } from './run-batch.ts';

export interface InterruptedBatch {
  /** What was written down at each kill. */
  readonly kept: readonly { readonly afterResults: number; readonly results: number }[];
  /** What was lost or graded twice, and how it ended; empty: all is as it has to be. */
  readonly problems: readonly string[];
  readonly ms: number;
}

/** Runs a batch, kills it in the middle as often as asked, lets it go on from there, and compares what it wrote. */
export async function runInterrupted(
  command: BatchCommand,
  { journal, kills }: { readonly journal: string; readonly kills: readonly Kill[] },
  signal: AbortSignal,
): Promise<InterruptedBatch> {
  const kept: { readonly afterResults: number; readonly results: number; readonly text: string }[] = [];
  const told: string[] = [];
  const problems: string[] = [];
  let ms = 0;
  for (const kill of [...kills, undefined]) {
    const run = await runBatch(command, kill, signal);
    told.push(...run.told);
    ms += run.ms;
    const text = await wholeLines(journal);
    const results = namesIn(text).length;
    if (kill === undefined) {
      if (run.exitCode !== 0) problems.push(`it ended with the exit code ${String(run.exitCode)}`);
    } else if (run.exitCode === undefined) kept.push({ afterResults: kill.afterResults, results, text });
    else problems.push(`it was over before it could be killed after ${String(kill.afterResults)} results`);
  }
  const text = await wholeLines(journal);
  for (const { afterResults, text: before } of kept)
    if (!text.startsWith(before))
      problems.push(`what was written down at the kill after ${String(afterResults)} results is another now`);
  problems.push(
    ...repeated(namesIn(text)).map((name) => `${name} has two results`),
    ...repeated(told).map((name) => `${name} was graded twice`),
    ...told.filter((name) => !namesIn(text).includes(name)).map((name) => `the result of ${name} was lost`),
  );
  return { kept: kept.map(({ afterResults, results }) => ({ afterResults, results })), problems, ms };
}

/** What counts of a journal: of a line that a killed process left unfinished nothing does. */
async function wholeLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    // Killed before anything was written down.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

function namesIn(journal: string): readonly string[] {
  const lines = journal.split('\n').filter((line) => line !== '');
  return lines.map((line) => (JSON.parse(line) as { readonly name: string }).name);
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
