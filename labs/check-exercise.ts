import { Fault } from '#containers/contract/fault.ts';
import type { Check } from '#checkers/define-check.ts';
import type { Hints } from '#checkers/outcome.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import type { CheckReport, ExerciseReport } from '#checkers/report.ts';
import { runChecks, type CheckRun, type RunOptions } from '#checkers/run-checks.ts';
import type { Exercise, Lab } from './lab.ts';

/** A report and the hints that belong to what it saw; hints stay with whoever asked. */
export interface ExerciseRun {
  readonly report: ExerciseReport;
  readonly run: CheckRun;
}

export type ExerciseRunOptions = Omit<RunOptions, 'onReport' | 'others'> & {
  /** After every change. */
  readonly onReport?: (report: ExerciseReport) => void;
};

/** Checks one exercise. What it needs from other exercises is looked at, and named where it blocks. */
export async function checkExercise(
  lab: Lab,
  exerciseId: string,
  probes: Probes,
  options: ExerciseRunOptions,
): Promise<ExerciseRun> {
  const exercise = lab.exercises.find(({ id }) => id === exerciseId) ?? unknownExercise(lab, exerciseId);
  const { onReport, ...rest } = options;
  const describe = (reports: readonly CheckReport[]) =>
    report(lab, exercise, reports, { mode: options.mode, at: probes.now() });
  const run = await runChecks(exercise.checks, probes, {
    ...rest,
    others: allChecks(lab),
    ...(onReport === undefined ? {} : { onReport: (reports) => onReport(describe(reports)) }),
  });
  return { report: describe(run.reports), run };
}

/** Checks all exercises in one round that reads each object once; for live rounds. */
export async function checkLab(
  lab: Lab,
  probes: Probes,
  options: Omit<ExerciseRunOptions, 'mode' | 'onReport'>,
): Promise<readonly ExerciseRun[]> {
  const at = probes.now();
  const { reports, hints } = await runChecks(allChecks(lab), probes, { ...options, mode: 'live' });
  return lab.exercises.map((exercise) => {
    const own = reports.filter(({ id }) => exercise.checks.some((check) => check.id === id));
    return {
      report: report(lab, exercise, own, { mode: 'live', at }),
      run: { reports: own, hints: hintsFor(own, hints) },
    };
  });
}

function allChecks(lab: Lab): readonly Check[] {
  return lab.exercises.flatMap(({ checks }) => checks);
}

/** Those of these checks, and of what blocks them. */
function hintsFor(
  reports: readonly CheckReport[],
  hints: ReadonlyMap<string, Hints>,
): ReadonlyMap<string, Hints> {
  const ids = new Set(
    reports.flatMap(({ id, outcome }) => [id, ...(outcome.kind === 'blocked' ? outcome.by : [])]),
  );
  return new Map([...hints].filter(([id]) => ids.has(id)));
}

function report(
  lab: Lab,
  exercise: Exercise,
  checks: readonly CheckReport[],
  { mode, at }: { mode: 'full' | 'live'; at: Date },
): ExerciseReport {
  const counted = mode === 'live' ? checks.filter(({ challenge }) => !challenge) : checks;
  const passed = counted.every(({ outcome }) => outcome.kind === 'passed');
  return { format: 1, lab: lab.id, exercise: exercise.id, mode, at: at.toISOString(), checks, passed };
}

function unknownExercise(lab: Lab, id: string): never {
  throw new Fault({
    code: 'NOT_FOUND',
    audience: 'learner',
    message: `The lab ${lab.id} has no exercise "${id.slice(0, 60)}".`,
    hint: `It has: ${lab.exercises.map((exercise) => exercise.id).join(', ')}.`,
  });
}
