import { table } from '#labs/verify/markdown-table.ts';
import type { GradingReport } from '../grade/grading-report.ts';
import { machineWords, rowCells, rowHead } from '../measure/figures.ts';
import type { KeptReport } from '../measure/kept-report.ts';
import { densityPart } from './density-part.ts';

/** The benchmarks whose figures stand on the page, between a pair of marks each. */
export const published = ['terminal', 'room', 'start', 'claim', 'density', 'check'] as const;
export type Published = (typeof published)[number];

export interface Figures {
  /** Absent: not measured yet. */
  readonly reports: Readonly<Partial<Record<Published, KeptReport>>>;
  readonly grading: GradingReport;
}

/** The page with the figures in it; what stands outside of the marks stays as it is. Throws when marks are missing. */
export function withFigures(page: string, { reports, grading }: Figures): string {
  const parts = new Map<string, readonly string[]>([
    ['grade', gradingPart(grading)],
    ...published.map((name) => [name, partOf(name, reports[name])] as const),
  ]);
  let written = page;
  for (const [name, lines] of parts) written = replacePart(written, name, lines.join('\n\n'));
  return written;
}

function replacePart(page: string, name: string, content: string): string {
  const [start, end] = [`<!-- figures of ${name}: npm run bench -- page -->`, `<!-- end of ${name} -->`];
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`The page lacks the marks ${start} and ${end}`);
  return `${page.slice(0, from + start.length)}\n\n${content}\n\n${page.slice(to)}`;
}

function partOf(name: Published, report: KeptReport | undefined): readonly string[] {
  if (report === undefined) return [`Not measured yet: \`npm run bench -- ${name} --save-baseline\`.`];
  const { startedAt, machine, rows, notes } = report;
  return [
    `${startedAt.slice(0, 10)}, ${machineWords(machine)}:`,
    ...(name === 'density' ? densityPart(report) : [table(rowHead, rows.map(rowCells))]),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
  ];
}

function gradingPart({ throughput }: GradingReport): readonly string[] {
  if (throughput === undefined) return ['Not measured yet: `npm run bench -- grade`.'];
  const { startedAt, machine, rows } = throughput;
  return [
    `${startedAt.slice(0, 10)}, ${machineWords(machine)}:`,
    table(
      [
        'whole solutions of lab 1 at a time',
        ...['submissions an hour', 'seconds each, median', 'p99', 'spread', 'times'],
      ],
      rows.map(({ jobs, perHour, seconds: { median, p99, least, most, times } }) => [
        ...[String(jobs), perHour.toFixed(0), median.toFixed(0), p99.toFixed(0)],
        ...[`${least.toFixed(0)}–${most.toFixed(0)}`, String(times)],
      ]),
    ),
  ];
}
