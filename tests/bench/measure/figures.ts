import type { Machine } from './machine.ts';
import type { KeptRow } from './kept-report.ts';

/** Three digits that say something, whatever the size. */
export function figure(value: number): string {
  if (Number.isInteger(value)) return String(value);
  if (Math.abs(value) >= 99.95) return value.toFixed(0);
  return Math.abs(value) < 9.995 ? value.toFixed(2) : value.toFixed(1);
}

export const rowHead = ['measure', 'who', 'unit', 'median', 'p99', 'spread', 'times', 'bar', 'met'] as const;

/** A row of figures as the cells of a table, in the order of {@link rowHead}. */
export function rowCells({ measure, subject, unit, summary, bar, better, met }: KeptRow): readonly string[] {
  return [
    measure,
    subject,
    unit,
    figure(summary.median),
    figure(summary.p99),
    `${figure(summary.least)}–${figure(summary.most)}`,
    String(summary.times),
    bar === undefined ? '' : `${bar.of} ${better === 'less' ? '≤' : '≥'} ${bar.limit}`,
    met === undefined ? '' : met ? 'yes' : '**no**',
  ];
}

export function machineWords({ processor, cores, memoryGiB, kernel, node, loadBefore }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, Linux ${kernel}, Node ${node}, load average before ${loadBefore}`;
}
