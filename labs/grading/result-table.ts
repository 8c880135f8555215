import type { Outcome } from '#checkers/outcome.ts';
import type { ExerciseResult, Incident } from './grade-exercise.ts';
import { pointsOf } from './grade-exercise.ts';

/** What an outcome is called where people read it. */
export const word: Readonly<Record<Outcome['kind'], string>> = {
  passed: 'holds',
  settling: 'settling',
  failed: 'differs',
  blocked: 'blocked',
  broken: 'our fault',
  unproven: 'not tried',
};

/** A result for a terminal: one line per check, and below what differs why and what to do. */
export function resultTable({ title, report, incidents }: ExerciseResult): string {
  const { points, of } = pointsOf(report.checks);
  const width = Math.max(...report.checks.map(({ id }) => id.length));
  const lines = report.checks.flatMap(({ id, claim, points: worth, outcome }) => [
    `  ${word[outcome.kind].padEnd(9)}  ${id.padEnd(width)}  ${claim} (${worth})`,
    ...because(
      outcome,
      incidents.find(({ check }) => check === id),
    ).map(
      ([name, text]) => `${' '.repeat(13)}${name.padEnd(6)}  ${text.replaceAll('\n', `\n${' '.repeat(21)}`)}`,
    ),
  ]);
  return [`${title} (${report.exercise}): ${points} of ${of} points`, ...lines].join('\n');
}

/** Everything that explains an outcome, named; empty for what holds. */
export function because(
  outcome: Outcome,
  incident: Incident | undefined,
): readonly (readonly [name: string, text: string])[] {
  if (outcome.kind === 'failed')
    return [
      ['saw', outcome.saw],
      ['wanted', outcome.wanted],
      ['next', outcome.next],
    ];
  if (outcome.kind === 'settling') return [['waits', `for ${outcome.waitingFor} (until ${outcome.until})`]];
  if (outcome.kind === 'blocked') return [['first', outcome.by.join(', ')]];
  if (outcome.kind === 'broken') return [['why', incident?.why ?? outcome.incident]];
  return [];
}
