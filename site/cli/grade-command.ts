import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import prettyMs from 'pretty-ms';
import { Fault } from '#containers/contract/fault.ts';
import type { BatchProgress } from '#labs/grading/batch/grade-batch.ts';
import { changeLines } from '#labs/grading/batch/compare-records.ts';
import { verdictLine } from '#labs/grading/batch/record.ts';
import { usualLimits } from '#labs/grading/grade-submission.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import { exitCode } from './exit-code.ts';
import { gradeInto, type BatchResult, type HandedIn } from './grade-into.ts';
import { readSubmissions, readSubmissionsByLab } from './grade-sources.ts';
import { interruptSignal } from './interrupt.ts';
import { dataFolder } from './serve-options.ts';

interface GradeOptions {
  readonly lab?: string;
  readonly ref?: string;
  readonly out: string;
  readonly jobs: number;
  readonly retries: number;
  readonly scriptSeconds: number;
  readonly wait: number;
  readonly signKey?: string;
  readonly against?: string;
  readonly json?: boolean;
}

/** `kindlab grade`: submissions, each in a fresh environment; what was graded before is not graded again. */
export function gradeCommand(): Command {
  return new Command('grade')
    .description(
      'grade submissions: folders, archives or git repositories with solution/<exercise>/… in them',
    )
    .argument('<submission...>', 'each one, or a folder of them')
    .option(
      '--lab <id>',
      'the lab that all of them solve; without it, each folder named holds a folder per lab',
    )
    .option('--ref <name>', 'take them from git, at this commit, branch or tag')
    .option('--out <folder>', 'where results go, and where a stopped batch goes on', 'grades')
    .option('--jobs <n>', 'how many at a time; each needs about 1 GiB and a core', wholeFrom(1, 64), 1)
    .option('--retries <n>', 'how often what broke on our side is tried again', wholeFrom(0, 10), 2)
    .option('--script-seconds <n>', 'for all scripts of one submission', wholeFrom(1, 7200), 600)
    .option('--wait <seconds>', 'per exercise, for what settles', wholeFrom(0, 3600), 120)
    .option('--sign-key <file>', 'Ed25519 key for evidence, made if absent; default in the data folder')
    .option('--against <folder>', 'results of an earlier batch to compare with; without it, those in --out')
    .option('--json', 'print the results as JSON')
    .action(async (addresses: string[], options: GradeOptions) => {
      const { records, changes } = await grade(addresses, options);
      for (const line of changes.flatMap(changeLines)) process.stderr.write(`${line}\n`);
      if (options.json === true) console.log(JSON.stringify(records, null, 2));
      if (records.some(({ verdict }) => verdict.kind === 'broken')) process.exitCode = exitCode.broken;
    });
}

async function grade(addresses: readonly string[], options: GradeOptions): Promise<BatchResult> {
  const signal = interruptSignal();
  const { out, jobs, retries, scriptSeconds, wait } = options;
  return gradeInto(await readHandedIn(addresses, options, signal), {
    out: path.resolve(out),
    keyFile: options.signKey ?? path.join(dataFolder(undefined), 'grading-key.pem'),
    against: options.against === undefined ? undefined : path.resolve(options.against),
    jobs,
    retries,
    limits: { ...usualLimits, scriptsMs: scriptSeconds * 1000, waitMs: wait * 1000 },
    onProgress: (progress) => process.stderr.write(`${progressLine(progress)}\n`),
    signal,
  });
}

async function readHandedIn(
  addresses: readonly string[],
  { lab: id, ref }: Pick<GradeOptions, 'lab' | 'ref'>,
  signal: AbortSignal,
): Promise<readonly HandedIn[]> {
  const catalog = await loadCatalog();
  if (id !== undefined) {
    const lab = catalog.getLab(id);
    return (await readSubmissions(addresses, ref, signal)).map((submission) => ({ lab, submission }));
  }
  if (ref === undefined) return readSubmissionsByLab(addresses, catalog, signal);
  throw new Fault({
    code: 'CONFIG_INVALID',
    message: 'Nobody says which lab these repositories solve.',
    hint: 'Give --lab beside --ref.',
  });
}

function progressLine({ record, done, total, leftMs }: BatchProgress): string {
  const left = done === total ? '' : leftMs === undefined ? '' : `, about ${about(leftMs)} left`;
  return `[${String(done)} of ${String(total)}${left}] ${verdictLine(record)}`;
}

function about(ms: number): string {
  return prettyMs(Math.max(1000, Math.round(ms / 1000) * 1000), { unitCount: 1 });
}

function wholeFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`expected a whole number from ${String(least)} to ${String(most)}`);
  };
}
