import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { gradeRecord, type GradeRecord } from '#labs/grading/batch/record.ts';
import { publicKey } from '#labs/grading/evidence/signing-key.ts';
import { verifyEvidence } from '#labs/grading/evidence/statement.ts';
import type { Catalog } from '#labs/lab.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import { describeMachine } from '../measure/machine.ts';
import { summarise } from '../measure/summarise.ts';
import { cases, type Case } from './cases.ts';
import { differences } from './expectation.ts';
import {
  mixedRows,
  problemsOf,
  secondsOf,
  writeGradingReport,
  type GradingReport,
  type MixedRun,
  type ThroughputRow,
  type ThroughputRun,
} from './grading-report.ts';
import { runInterrupted } from './interrupted-batch.ts';
import { runBatch, type BatchCommand } from './run-batch.ts';
import { writeSubmissions } from './write-submissions.ts';

export interface GradeBench {
  /** How many mixed ones; 0: throughput alone. */
  readonly submissions: number;
  /** The mixed batch runs with the first; throughput is measured with each, where there are several. */
  readonly jobs: readonly number[];
  /** Where submissions and results go, in a new folder of each run. */
  readonly out: string;
  /** The page that is written; its figures go beside it as JSON. */
  readonly page: string;
  /** Longest that all of it may take. */
  readonly minutes: number;
}

const kindlab = fileURLToPath(new URL('../../../site/cli/kindlab.ts', import.meta.url));
/** When the mixed batch is killed, as parts of its submissions. */
const killsAt = [0.2, 0.5];
/** An environment takes about that long: the kill leaves one behind. */
const killLaterMs = 15_000;
const scriptSeconds = 300;
const wholeLab = 'static-sync';
const wholesPerJob = 3;
const fewestWholes = 6;

/** Grades mixed submissions in one batch that is killed twice, compares all verdicts, and measures how many an hour brings. */
export async function benchGrade({ submissions, jobs, out, page, minutes }: GradeBench): Promise<void> {
  const signal = AbortSignal.timeout(minutes * 60_000);
  const catalog = await loadCatalog();
  await mkdir(out, { recursive: true });
  const folder = await mkdtemp(path.join(path.resolve(out), 'run-'));
  console.log(`Submissions and results: ${folder}`);
  const [first = 1, ...more] = jobs;
  const problems: string[] = [];
  // As soon as there is something: what comes after it may take longer than there is time.
  const publish = async (measured: GradingReport): Promise<void> => {
    await writeGradingReport(page, measured);
    console.log(`Written to ${page}`);
    problems.push(...problemsOf(measured));
  };
  if (submissions > 0) {
    const about = { catalog, count: submissions, jobs: first };
    await publish({ format: 1, mixed: await gradeMixed(path.join(folder, 'mixed'), about, signal) });
  }
  if (more.length > 0 || submissions === 0)
    await publish({ format: 1, throughput: await measureThroughput(folder, { catalog, jobs }, signal) });
  for (const problem of problems) console.log(`DIFFERS ${problem}`);
  if (problems.length === 0) console.log('All verdicts are what they had to be.');
  else process.exitCode = 1;
}

async function gradeMixed(
  folder: string,
  { catalog, count, jobs }: { readonly catalog: Catalog; readonly count: number; readonly jobs: number },
  signal: AbortSignal,
): Promise<MixedRun> {
  const about = { startedAt: new Date().toISOString(), machine: describeMachine(), jobs };
  const inbox = path.join(folder, 'submissions');
  const out = path.join(folder, 'grades');
  const chosen = cases.slice(0, count);
  const expected = await writeSubmissions(inbox, chosen, catalog);
  const kills = killsAt.map((part) => ({
    afterResults: Math.round(chosen.length * part),
    laterMs: killLaterMs,
  }));
  const command = gradeCommand(folder, [
    inbox,
    '--jobs',
    String(jobs),
    '--script-seconds',
    String(scriptSeconds),
  ]);
  const journal = path.join(out, 'results.jsonl');
  const { kept, problems, ms } = await runInterrupted(command, { journal, kills }, signal);
  const records = await readRecords(out);
  const unwanted = records.filter(({ name }) => !expected.some((each) => each.name === name));
  const authentic = await countAuthentic(out, records);
  const environmentsLeft = await countEnvironments(out, signal);
  return {
    ...about,
    minutes: Math.round(ms / 60_000),
    rows: mixedRows(expected, records),
    kept,
    problems: [
      ...problems,
      ...unwanted.map(({ name }) => `${name} was never handed in`),
      ...(authentic < records.length ? ['there is evidence that is not authentic'] : []),
      ...(environmentsLeft > 0 ? ['environments were left behind'] : []),
    ],
    authentic,
    environmentsLeft,
  };
}

async function measureThroughput(
  folder: string,
  { catalog, jobs }: { readonly catalog: Catalog; readonly jobs: readonly number[] },
  signal: AbortSignal,
): Promise<ThroughputRun> {
  const about = { startedAt: new Date().toISOString(), machine: describeMachine(), lab: wholeLab };
  const rows: ThroughputRow[] = [];
  for (const each of jobs)
    rows.push(await measureJobs(path.join(folder, `jobs-${String(each)}`), { catalog, jobs: each }, signal));
  return { ...about, rows };
}

async function measureJobs(
  folder: string,
  { catalog, jobs }: { readonly catalog: Catalog; readonly jobs: number },
  signal: AbortSignal,
): Promise<ThroughputRow> {
  const whole: Case = { kind: 'whole', lab: wholeLab, packing: 'folder' };
  const count = Math.max(fewestWholes, jobs * wholesPerJob);
  const inbox = path.join(folder, 'submissions');
  const expected = await writeSubmissions(
    inbox,
    Array.from({ length: count }, () => whole),
    catalog,
  );
  const run = await runBatch(gradeCommand(folder, [inbox, '--jobs', String(jobs)]), undefined, signal);
  const records = await readRecords(path.join(folder, 'grades'));
  const problems = expected.flatMap((each) =>
    differences(
      each,
      records.find(({ name }) => name === each.name),
    ).map((text) => `${each.name}: ${text}`),
  );
  return {
    jobs,
    submissions: count,
    minutes: run.ms / 60_000,
    perHour: (records.length * 3_600_000) / run.ms,
    seconds: summarise(records.map(secondsOf), 'less'),
    problems,
  };
}

/** With a key of its own, so that nothing of this machine's grading is touched. */
function gradeCommand(folder: string, args: readonly string[]): BatchCommand {
  const places = ['--out', path.join(folder, 'grades'), '--sign-key', path.join(folder, 'grading-key.pem')];
  return { program: process.execPath, args: [kindlab, 'grade', ...args, ...places], print: console.log };
}

async function readRecords(out: string): Promise<readonly GradeRecord[]> {
  const text = await readFile(path.join(out, 'results.jsonl'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => gradeRecord.parse(JSON.parse(line)));
}

async function countAuthentic(out: string, records: readonly GradeRecord[]): Promise<number> {
  const evidence = path.join(out, 'evidence');
  const key = await publicKey(path.join(evidence, 'grading.pub'));
  const found = await Promise.all(
    records.map(async ({ name, sha256 }) => {
      const verdict = verifyEvidence(await readFile(path.join(evidence, `${name}.json`), 'utf8'), key);
      return verdict.authentic && verdict.statement.subject[0].digest.sha256 === sha256;
    }),
  );
  return found.filter(Boolean).length;
}

async function countEnvironments(out: string, signal: AbortSignal): Promise<number> {
  const args = [kindlab, 'env', 'list', '--json', '--data-dir', out];
  const { stdout } = await execa(process.execPath, args, { cancelSignal: signal });
  return (JSON.parse(stdout) as readonly unknown[]).length;
}
