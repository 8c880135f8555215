import type { GradeRecord } from './record.ts';

const header = [
  'submission',
  'verdict',
  'points',
  'of',
  'bonus',
  'exercise',
  'exercise points',
  'exercise of',
  'why',
  'lab',
];

/** One row per submission and one per exercise of it (RFC 4180). No cell is a formula to a spreadsheet. */
export function toCsv(records: readonly GradeRecord[]): string {
  return `${[header, ...records.flatMap(rowsOf)].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function rowsOf({ name, lab, verdict }: GradeRecord): readonly (readonly (number | string)[])[] {
  if (verdict.kind !== 'graded') return [[name, verdict.kind, '', '', '', '', '', '', verdict.why, lab]];
  const { points, of, bonus } = verdict;
  return [
    [name, verdict.kind, points, of, bonus, '', '', '', verdict.notes.join(' '), lab],
    ...verdict.exercises.map(({ report: { exercise, checks } }) => {
      const failed = checks.filter(({ outcome }) => outcome.kind !== 'passed');
      const earned = checks.reduce(
        (sum, check) => sum + (check.outcome.kind === 'passed' ? check.points : 0),
        0,
      );
      const worth = checks.reduce((sum, check) => sum + check.points, 0);
      const why = failed.map(
        ({ id, outcome }) => `${id}: ${outcome.kind === 'failed' ? outcome.saw : outcome.kind}`,
      );
      return [name, verdict.kind, '', '', '', exercise, earned, worth, why.join('; '), lab];
    }),
  ];
}

/** A leading quote keeps `=1+1`, `+1`, `-1`, `@x` and what follows a tab or line end from being computed. */
function cell(value: number | string): string {
  if (typeof value === 'number') return String(value);
  const plain = /^[\s]*[=+\-@\t\r\n|%]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
