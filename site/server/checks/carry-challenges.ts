import type { CheckReport, ExerciseReport } from '#checkers/report.ts';

/**
 * A live round runs no challenges. What the last full run found of them stays on show, with its own time: a proof
 * until a claim of the exercise fails, a failure until anything of the exercise changes. Pure.
 */
export function carryChallenges(full: ExerciseReport | undefined, live: ExerciseReport): ExerciseReport {
  if (full === undefined || live.mode !== 'live') return live;
  const failing = live.checks.some(({ challenge, outcome }) => !challenge && outcome.kind === 'failed');
  const changed = kindsOf(full) !== kindsOf(live);
  const checks = live.checks.map((check) => {
    const before = check.challenge ? full.checks.find(({ id }) => id === check.id) : undefined;
    if (before?.outcome.kind === 'passed' && !failing) return before;
    return before?.outcome.kind === 'failed' && !changed ? before : check;
  });
  return { ...live, checks };
}

/** The outcomes of everything that a live round looks at too. */
function kindsOf({ checks }: ExerciseReport): string {
  return checks
    .filter(({ challenge }) => !challenge)
    .map(({ id, outcome }: CheckReport) => `${id}:${outcome.kind}`)
    .join();
}
