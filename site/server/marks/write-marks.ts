import { stringify } from 'csv-stringify/sync';
import type { Gradebook } from '#site/protocol/marks.ts';
import { keyOf } from './gradebook.ts';

/** A line per learner. A cell that a spreadsheet would run as a formula is made plain text. */
export function writeMarks({ columns, learners, of }: Gradebook): string {
  const keys = columns.map(keyOf);
  const rows = learners.map(({ name, email, marks, total }) => ({
    name,
    email,
    total,
    of,
    ...Object.fromEntries(keys.map((key) => [key, marks[key]?.points ?? ''])),
    overridden: keys.filter((key) => (marks[key]?.override ?? null) !== null).join(' '),
  }));
  return stringify(rows, {
    header: true,
    columns: ['name', 'email', 'total', 'of', ...keys, 'overridden'],
    escape_formulas: true,
  });
}
