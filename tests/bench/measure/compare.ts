import { figure } from './figures.ts';
import type { KeptReport, KeptRow } from './kept-report.ts';
import type { Machine } from './machine.ts';

/** Changes below that are what two runs of the same code differ by. */
const noise = 0.1;

/** Figures of another machine say nothing about a change of the code. */
export function isSameMachine(one: Machine, other: Machine): boolean {
  return one.processor === other.processor && one.cores === other.cores;
}

/** What became of a row since the baseline: its median and its p99 there, and how far they are from that. */
export function changeOf(row: KeptRow, baseline: KeptReport): string {
  const before = baseline.rows.find(
    ({ measure, subject, unit }) => measure === row.measure && subject === row.subject && unit === row.unit,
  );
  if (before === undefined) return 'new';
  const { summary, better } = row;
  const median = change(before.summary.median, summary.median, better);
  if (summary.times === 1 && before.summary.times === 1) return median;
  return `${median}; p99 ${change(before.summary.p99, summary.p99, better)}`;
}

function change(before: number, now: number, better: KeptRow['better']): string {
  if (before === now) return `${figure(before)}, the same`;
  // No share of nothing: what was 0 or below it has no percentage.
  if (before <= 0) return `was ${figure(before)}`;
  const share = (now - before) / before;
  const percent = `${share > 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(0)} %`;
  if (Math.abs(share) < noise) return `${figure(before)}, ${percent}`;
  return `${figure(before)}, ${percent} ${share < 0 === (better === 'less') ? 'better' : 'WORSE'}`;
}
