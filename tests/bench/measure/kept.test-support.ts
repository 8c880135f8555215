import type { KeptReport, KeptRow } from './kept-report.ts';
import { describeMachine } from './machine.ts';
import { summarise } from './summarise.ts';

/** A row of figures with these values. */
export function rowOf(values: readonly number[], over: Partial<KeptRow> = {}): KeptRow {
  const better = over.better ?? 'less';
  return {
    measure: 'echo',
    subject: 'kindlab',
    unit: 'ms',
    better,
    summary: summarise(values, better),
    ...over,
  };
}

/** A run on this machine with these rows. */
export function reportOf(bench: string, rows: readonly KeptRow[]): KeptReport {
  const at = '2026-03-01T10:00:00.000Z';
  return {
    format: 1,
    bench,
    startedAt: at,
    endedAt: at,
    machine: describeMachine(),
    rows: [...rows],
    notes: [],
  };
}
