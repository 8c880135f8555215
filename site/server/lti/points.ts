import type { Lab } from '#labs/lab.ts';

/** What these labs ask for: bonus exercises only add. */
export function pointsOf(labs: readonly Lab[]): number {
  return labs
    .flatMap(({ exercises }) => exercises.filter(({ bonus }) => !bonus).flatMap(({ checks }) => checks))
    .reduce((sum, { points }) => sum + points, 0);
}
