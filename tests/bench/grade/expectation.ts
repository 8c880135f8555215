import type { Outcome } from '#checkers/outcome.ts';
import { pointsOf } from '#labs/grading/grade-exercise.ts';
import type { GradeRecord } from '#labs/grading/batch/record.ts';
import type { RejectionCode } from '#labs/grading/submissions/rejected.ts';
import type { Graded, StepResult } from '#labs/grading/verdict.ts';
import type { Kind } from './cases.ts';

export interface ExpectedExercise {
  readonly exercise: string;
  readonly points: number;
  readonly of: number;
  readonly passed: boolean;
}

/** The check that a mistake or fake has to meet, and what it has to say. */
export interface Refusal {
  readonly exercise: string;
  readonly check: string;
  readonly outcome: 'blocked' | 'failed' | 'settling';
  readonly pattern: RegExp;
}

export type ExpectedVerdict =
  | { readonly kind: 'rejected'; readonly code: RejectionCode }
  | {
      readonly kind: 'graded';
      readonly exercises: readonly ExpectedExercise[];
      readonly refusal?: Refusal;
      /** Of the script that does harm. */
      readonly ended?: { readonly file: string; readonly how: readonly StepResult['ended'][] };
    };

/** A submission, and what it has to come to. */
export interface Expectation {
  /** What it is called in results. */
  readonly name: string;
  readonly kind: Kind;
  readonly lab: string;
  readonly verdict: ExpectedVerdict;
}

/** In what a verdict is another one than it has to be; empty: it is right. */
export function differences(
  { lab, verdict }: Expectation,
  record: GradeRecord | undefined,
): readonly string[] {
  if (record === undefined) return ['it has no result'];
  const found = record.verdict;
  const ofLab = record.lab === lab ? [] : [`it was graded as ${record.lab}, and solves ${lab}`];
  if (found.kind === 'broken') return [...ofLab, `broken, our fault: ${found.why}`];
  if (found.kind === 'rejected') {
    if (verdict.kind === 'rejected' && verdict.code === found.code) return ofLab;
    return [...ofLab, `rejected (${found.code}): ${found.why}`];
  }
  if (verdict.kind === 'rejected') return [...ofLab, `graded, and had to be rejected (${verdict.code})`];
  return [
    ...ofLab,
    ...exerciseDifferences(verdict.exercises, found),
    ...(verdict.refusal === undefined ? [] : refusalDifferences(verdict.refusal, found)),
    ...(verdict.ended === undefined ? [] : stepDifferences(verdict.ended, found)),
  ];
}

function exerciseDifferences(wanted: readonly ExpectedExercise[], found: Graded): readonly string[] {
  const seen = found.exercises.map(({ report: { exercise, passed, checks } }) => ({
    exercise,
    ...pointsOf(checks),
    passed,
  }));
  const missing = wanted.filter(({ exercise }) => !seen.some((each) => each.exercise === exercise));
  return [
    ...missing.map(({ exercise }) => `${exercise} was not graded`),
    ...seen.flatMap((each) => {
      const expected = wanted.find(({ exercise }) => exercise === each.exercise);
      if (expected === undefined) return [`${each.exercise} was not to be graded`];
      return describe(each) === describe(expected)
        ? []
        : [`${each.exercise}: ${describe(each)} instead of ${describe(expected)}`];
    }),
  ];
}

function describe({ points, of, passed }: ExpectedExercise): string {
  return `${String(points)} of ${String(of)} and ${passed ? 'passed' : 'not passed'}`;
}

function refusalDifferences(
  { exercise, check, outcome, pattern }: Refusal,
  found: Graded,
): readonly string[] {
  const report = found.exercises.find((each) => each.report.exercise === exercise)?.report;
  const seen = report?.checks.find(({ id }) => id === check)?.outcome;
  if (seen === undefined) return [`there is no check ${check} in ${exercise}`];
  const said = sayingOf(seen);
  if (seen.kind === outcome && pattern.test(said)) return [];
  return [`${check} had to be ${outcome} with ${String(pattern)}, and is ${seen.kind} ${said}`.trim()];
}

function sayingOf(outcome: Outcome): string {
  if (outcome.kind === 'failed') return outcome.saw;
  if (outcome.kind === 'settling') return outcome.waitingFor;
  return outcome.kind === 'blocked' ? outcome.by.join(' ') : '';
}

function stepDifferences(
  { file, how }: { readonly file: string; readonly how: readonly string[] },
  { steps }: Graded,
): readonly string[] {
  const ended = steps.find((step) => step.file === file)?.ended ?? 'not run';
  return how.includes(ended) ? [] : [`${file} is ${ended}, and had to be ${how.join(' or ')}`];
}

/** An expected verdict in a few words. */
export function wordsOf(verdict: ExpectedVerdict): string {
  if (verdict.kind === 'rejected') return `rejected: ${verdict.code}`;
  const sum = (pick: (each: ExpectedExercise) => number) =>
    verdict.exercises.reduce((total, each) => total + pick(each), 0);
  return `${String(sum(({ points }) => points))} of ${String(sum(({ of }) => of))}`;
}

/** The same of a verdict that was found, bonus points included. */
export function wordsOfFound(record: GradeRecord | undefined): string {
  if (record === undefined) return 'none';
  const { verdict } = record;
  if (verdict.kind === 'rejected') return `rejected: ${verdict.code}`;
  if (verdict.kind === 'broken') return 'broken';
  const { points, of } = pointsOf(verdict.exercises.flatMap(({ report }) => report.checks));
  return `${String(points)} of ${String(of)}`;
}
