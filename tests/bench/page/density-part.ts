import { table } from '#labs/verify/markdown-table.ts';
import { densityMeasures } from '../environments/density-measures.ts';
import { figure } from '../measure/figures.ts';
import type { KeptReport, KeptRow } from '../measure/kept-report.ts';
import { growthChart } from './growth-chart.ts';

type Measure = keyof typeof densityMeasures;

/** A file beside the page. */
export interface Chart {
  readonly name: string;
  readonly svg: string;
}

const mostEnvironments = 99;

const drawn: readonly { readonly measure: Measure; readonly title: string }[] = [
  { measure: 'memory', title: 'Memory each, MiB' },
  { measure: 'processor', title: 'Processor each, idle, cores' },
  { measure: 'start', title: 'Start, two at a time, s' },
  { measure: 'look', title: 'Live look at a lab, ms' },
];

/** How many environments stood side by side at once; those that were measured. */
export function countsOf(report: KeptReport): readonly number[] {
  return Array.from({ length: mostEnvironments }, (_, index) => index + 1).filter(
    (count) => rowOf(report, 'memory', count) !== undefined,
  );
}

/** What each measure came to for every number of environments, as charts; none of a single number. */
export function densityCharts(report: KeptReport): readonly Chart[] {
  const counts = countsOf(report);
  if (counts.length < 2) return [];
  return drawn.map(({ measure, title }) => {
    const rows = counts.flatMap((count) => {
      const row = rowOf(report, measure, count);
      return row === undefined ? [] : [{ count, row }];
    });
    const points = rows.map(({ count, row: { summary } }) => ({ count, ...summary }));
    const limit = rows[0]?.row.bar?.limit;
    return {
      name: `density-${measure}.svg`,
      svg: growthChart({ title, points, ...(limit === undefined ? {} : { limit }) }),
    };
  });
}

/** The charts, and the same as a table with a row for each number of environments. */
export function densityPart(report: KeptReport): readonly string[] {
  const counts = countsOf(report);
  const images = densityCharts(report).map(
    ({ name }, index) => `![${altOf(report, counts, index)}](images/${name})`,
  );
  const asleep = report.rows.filter(({ measure }) => measure.endsWith('asleep'));
  return [
    ...(images.length === 0
      ? []
      : [
          images.join('\n'),
          'The line is the median, the area reaches from the least to the most; dashed is what it has to stay below.',
        ]),
    table(
      [
        'side by side',
        'start, s',
        'memory each, MiB',
        'memory the machine lost for each, MiB',
        'processor each, cores',
        'live look, ms',
        'p99, ms',
      ],
      counts.map((count) => [
        String(count),
        ...(['start', 'memory', 'lost', 'processor', 'look'] as const).map((measure) =>
          cell(rowOf(report, measure, count), 'median'),
        ),
        cell(rowOf(report, 'look', count), 'p99'),
      ]),
    ),
    ...(asleep.length === 0 ? [] : [asleep.map(asleepWords).join('\n')]),
  ];
}

function asleepWords({ measure, unit, summary }: KeptRow): string {
  return `- ${measure}: median ${figure(summary.median)} ${unit}, p99 ${figure(summary.p99)} ${unit}`;
}

function cell(row: KeptRow | undefined, of: 'median' | 'p99'): string {
  return row === undefined ? '–' : figure(row.summary[of]);
}

function altOf(report: KeptReport, counts: readonly number[], index: number): string {
  const chart = drawn[index];
  if (chart === undefined) return '';
  const values = counts.map(
    (count) => `${cell(rowOf(report, chart.measure, count), 'median')} with ${count}`,
  );
  return `${chart.title}: ${values.join(', ')}`;
}

function rowOf({ rows }: KeptReport, measure: Measure, count: number): KeptRow | undefined {
  const name = densityMeasures[measure](count);
  return rows.find((row) => row.measure === name);
}
