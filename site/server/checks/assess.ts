import type { Outcome } from '#checkers/outcome.ts';
import type { CheckReport, ExerciseReport } from '#checkers/report.ts';
import type { ExerciseState } from '#site/protocol/api.ts';
import type { Award } from '../state/award-rows.ts';
import type { ExerciseProgress } from '../state/exercise-progress-rows.ts';

/**
 * What a report does to the stored progress. A pass is awarded by a full run, or live where no check is a
 * challenge. What is broken or still settling takes nothing away: only a claim that fails does.
 */
export function assess(before: ExerciseProgress, report: ExerciseReport, now: Date): ExerciseProgress {
  const awarding =
    report.passed && (report.mode === 'full' || !report.checks.some(({ challenge }) => challenge));
  const firstPassedAt = before.firstPassedAt ?? (awarding ? now : undefined);
  return {
    ...before,
    firstPassedAt,
    state: firstPassedAt === undefined ? tried(before, report) : doneState(before.state, report),
    points: awarding || report.mode === 'full' ? Math.max(before.points, earned(report)) : before.points,
  };
}

export function sameProgress(a: ExerciseProgress, b: ExerciseProgress): boolean {
  return a.firstPassedAt === b.firstPassedAt && a.state === b.state && a.points === b.points;
}

/** Whether two outcomes read the same; a moved deadline alone is no news. */
export function sameOutcome(a: Outcome, b: Outcome): boolean {
  return JSON.stringify(substance(a)) === JSON.stringify(substance(b));
}

/** Checks whose outcome is not what it was in the report before. */
export function changedChecks(
  before: ExerciseReport | undefined,
  after: ExerciseReport,
): readonly CheckReport[] {
  const known = new Map(before?.checks.map((check) => [check.id, check.outcome]));
  return after.checks.filter(({ id, outcome }) => {
    const old = known.get(id);
    return old === undefined || !sameOutcome(old, outcome);
  });
}

/** The checks that earn their points in a report. */
export function awardsIn({ checks }: ExerciseReport): readonly Award[] {
  return checks
    .filter(({ points, outcome }) => outcome.kind === 'passed' && points > 0)
    .map(({ id, points }) => ({ check: id, points }));
}

function substance(outcome: Outcome): unknown {
  if (outcome.kind === 'settling') return { kind: outcome.kind, waitingFor: outcome.waitingFor };
  return outcome.kind === 'broken' ? { kind: outcome.kind } : outcome;
}

function tried(before: ExerciseProgress, report: ExerciseReport): ExerciseState {
  const begun = report.checks.some(({ given, outcome }) => !given && outcome.kind === 'passed');
  return begun || report.mode === 'full' || before.hintsShown > 0 ? 'inWork' : before.state;
}

function doneState(before: ExerciseState, report: ExerciseReport): ExerciseState {
  if (report.passed) return 'done';
  const lost = report.checks.some(({ outcome }) => outcome.kind === 'failed');
  if (lost) return 'wasDone';
  return before === 'wasDone' ? 'wasDone' : 'done';
}

function earned(report: ExerciseReport): number {
  return awardsIn(report).reduce((sum, { points }) => sum + points, 0);
}
