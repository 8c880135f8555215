import type { Hints } from './outcome.ts';
import type { CheckRun } from './run-checks.ts';

/**
 * The three rungs for whoever is stuck now: of the first check that failed, else of what blocks one, else of one
 * that settles. `undefined`: there is nothing to hint at.
 */
export function hintFor(run: CheckRun): { readonly check: string; readonly rungs: Hints } | undefined {
  const candidates = [
    ...run.reports.filter(({ outcome }) => outcome.kind === 'failed').map(({ id }) => id),
    ...run.reports.flatMap(({ outcome }) => (outcome.kind === 'blocked' ? outcome.by : [])),
    ...run.reports.filter(({ outcome }) => outcome.kind === 'settling').map(({ id }) => id),
  ];
  for (const check of candidates) {
    const rungs = run.hints.get(check);
    if (rungs !== undefined) return { check, rungs };
  }
  return undefined;
}
