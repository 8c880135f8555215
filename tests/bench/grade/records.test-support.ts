import type { Outcome } from '#checkers/outcome.ts';
import { graded, record } from '#labs/grading/batch/batch.test-support.ts';
import type { GradeRecord } from '#labs/grading/batch/record.ts';
import type { ExerciseResult } from '#labs/grading/grade-exercise.ts';
import type { Verdict } from '#labs/grading/verdict.ts';

const at = '2026-01-02T03:04:05.000Z';

/** An exercise with these checks, each worth two points. */
export function exerciseOf(exercise: string, outcomes: Readonly<Record<string, Outcome>>): ExerciseResult {
  const checks = Object.entries(outcomes).map(([id, outcome]) => ({
    id,
    claim: id,
    points: 2,
    given: false,
    challenge: false,
    outcome,
    checkedAt: at,
    durationMs: 1,
  }));
  const passed = checks.every(({ outcome }) => outcome.kind === 'passed');
  const report = { format: 1, lab: 'static-sync', exercise, mode: 'full', at, passed, checks } as const;
  return { title: exercise, bonus: false, incidents: [], report };
}

export function recordOf(name: string, exercises: readonly ExerciseResult[], more: object = {}): GradeRecord {
  return record(name, { ...(graded(0, exercises) as Extract<Verdict, { kind: 'graded' }>), ...more });
}
