import { readFile, writeFile } from 'node:fs/promises';
import type { GradeRecord } from '#labs/grading/batch/record.ts';
import { table } from '#labs/verify/markdown-table.ts';
import type { Machine } from '../measure/machine.ts';
import { summarise, type Summary } from '../measure/summarise.ts';
import type { Kind } from './cases.ts';
import { differences, wordsOf, wordsOfFound, type Expectation } from './expectation.ts';
import type { InterruptedBatch } from './interrupted-batch.ts';

/** One submission of the mixed batch. */
export interface MixedRow {
  readonly name: string;
  readonly kind: Kind;
  readonly lab: string;
  readonly expected: string;
  readonly found: string;
  readonly differences: readonly string[];
  /** Absent: it has no result. */
  readonly seconds?: number;
}

interface Run {
  readonly startedAt: string;
  readonly machine: Machine;
}

export interface MixedRun extends Run {
  readonly jobs: number;
  readonly minutes: number;
  readonly rows: readonly MixedRow[];
  readonly kept: InterruptedBatch['kept'];
  /** What went wrong besides single verdicts. */
  readonly problems: readonly string[];
  readonly authentic: number;
  readonly environmentsLeft: number;
}

export interface ThroughputRow {
  readonly jobs: number;
  readonly submissions: number;
  readonly minutes: number;
  readonly perHour: number;
  readonly seconds: Summary;
  /** What is no full verdict. */
  readonly problems: readonly string[];
}

export interface ThroughputRun extends Run {
  readonly lab: string;
  readonly rows: readonly ThroughputRow[];
}

/** What is published; each run of the benchmark replaces the parts that it measured. */
export interface GradingReport {
  readonly format: 1;
  readonly mixed?: MixedRun;
  readonly throughput?: ThroughputRun;
}

export function mixedRows(
  expected: readonly Expectation[],
  records: readonly GradeRecord[],
): readonly MixedRow[] {
  return expected.map((each) => {
    const record = records.find(({ name }) => name === each.name);
    return {
      name: each.name,
      kind: each.kind,
      lab: each.lab,
      expected: wordsOf(each.verdict),
      found: wordsOfFound(record),
      differences: differences(each, record),
      ...(record === undefined ? {} : { seconds: secondsOf(record) }),
    };
  });
}

export function secondsOf({ startedAt, endedAt }: GradeRecord): number {
  return Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 100) / 10;
}

/** Everything that is not as it has to be; empty: the report may be shown. */
export function problemsOf({ mixed, throughput }: GradingReport): readonly string[] {
  return [
    ...(mixed === undefined ? [] : mixed.problems),
    ...(mixed?.rows ?? []).flatMap(({ name, differences: all }) => all.map((text) => `${name}: ${text}`)),
    ...(throughput?.rows ?? []).flatMap(({ jobs, problems }) =>
      problems.map((text) => `${String(jobs)} at a time: ${text}`),
    ),
  ];
}

/** What earlier runs measured; nothing when there was none. */
export async function readGradingReport(file: string): Promise<GradingReport> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as GradingReport;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { format: 1 };
    throw error;
  }
}

/** Writes the page and the same as JSON beside it; what was not measured now stays as it was. */
export async function writeGradingReport(page: string, measured: GradingReport): Promise<GradingReport> {
  const file = page.replace(/(\.md)?$/, '.json');
  const before = await readGradingReport(file);
  const report = { ...before, ...measured };
  await writeFile(file, `${JSON.stringify(report, undefined, 2)}\n`);
  await writeFile(page, toGradingPage(report));
  return report;
}

export function toGradingPage(report: GradingReport): string {
  const { mixed, throughput } = report;
  return [
    '# Grading report',
    'Written by `npm run bench -- grade`, on real environments. How grading works stands in [grading.md](grading.md).',
    ...(mixed === undefined ? [] : mixedPart(mixed)),
    ...(throughput === undefined ? [] : throughputPart(throughput)),
    '',
  ].join('\n\n');
}

const kinds: Readonly<Record<Kind, string>> = {
  whole: 'the reference solution, in every packing',
  wrong: "right but for one exercise, where one of the lab's own mistakes is",
  cheating: "right up to one exercise, and there one of the lab's own fakes",
  hostile:
    'archives that climb out, link, burst or are too large; scripts that never end, fork, flood, fill the disk',
  broken: 'archives that are cut off or none, and such with nothing in them',
};

function mixedPart(run: MixedRun): readonly string[] {
  const { rows, kept, problems, jobs, minutes, authentic, environmentsLeft } = run;
  const right = rows.filter(({ differences: all }) => all.length === 0).length;
  const labs = [...new Set(rows.map(({ lab }) => lab))].toSorted();
  const kills = kept.map(
    ({ afterResults, results }) =>
      `after ${String(afterResults)} results (${String(results)} were written down)`,
  );
  const graded = rows.filter(({ found }) => / of /.test(found)).flatMap(({ seconds = [] }) => seconds);
  return [
    '## A mixed batch',
    `${String(rows.length)} submissions of ${labs.join(' and ')} in one batch, ${String(jobs)} at a time. **${String(right)} of ${String(rows.length)} verdicts are what they had to be**: points of every exercise, and for mistakes and fakes the check that refused them and what it said. What a submission has to come to is known before: from the lab's points, and from what its own proof shows of each mistake.`,
    table(
      ['kind', 'what', 'submissions', 'as expected'],
      (Object.keys(kinds) as Kind[]).map((kind) => {
        const own = rows.filter((row) => row.kind === kind);
        const asExpected = own.filter(({ differences: all }) => all.length === 0).length;
        return [kind, kinds[kind], String(own.length), String(asExpected)];
      }),
    ),
    `Killed by SIGKILL ${kills.join(' and ') || 'not once'}, and gone on from there. ${problems.length === 0 ? 'Nothing was lost, and nothing has two results.' : problems.map((text) => `**${text}**`).join('; ')} Evidence of ${String(authentic)} of ${String(rows.length)} is authentic, and ${String(environmentsLeft)} environments were left behind.`,
    `It took ${String(minutes)} minutes, kills and harmful submissions included${graded.length === 0 ? '' : `; ${secondsText(summarise(graded, 'less'))} for one that was graded`}. ${machineText(run)}`,
    table(
      ['submission', 'lab', 'expected', 'verdict', 'seconds', 'differs in'],
      rows.map(({ name, lab, expected, found, seconds, differences: all }) => [
        name,
        lab,
        expected,
        found,
        seconds === undefined ? '–' : seconds.toFixed(1),
        all.join('; '),
      ]),
    ),
  ];
}

function throughputPart(run: ThroughputRun): readonly string[] {
  return [
    '## Throughput',
    `Whole solutions of ${run.lab}, each in an environment of its own, from the start of the command to its end. ${machineText(run)}`,
    table(
      ['at a time', 'submissions', 'minutes', 'per hour', 'seconds, median', 'seconds, p99', 'problems'],
      run.rows.map(({ jobs, submissions, minutes, perHour, seconds, problems }) => [
        String(jobs),
        String(submissions),
        minutes.toFixed(1),
        perHour.toFixed(1),
        seconds.median.toFixed(1),
        seconds.p99.toFixed(1),
        problems.join('; '),
      ]),
    ),
  ];
}

function secondsText({ median, p99 }: Summary): string {
  return `median ${median.toFixed(1)} s and p99 ${p99.toFixed(1)} s`;
}

function machineText({ startedAt, machine }: Run): string {
  const { processor, cores, memoryGiB, kernel, node, loadBefore } = machine;
  const busy = loadBefore > cores ? ' (others were using it)' : '';
  return `Measured on ${startedAt.slice(0, 10)}: ${processor}, ${String(cores)} cores, ${String(memoryGiB)} GiB, Linux ${kernel}, Node ${node}, load ${String(loadBefore)} before it began${busy}.`;
}
