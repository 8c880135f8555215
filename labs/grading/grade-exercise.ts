import { Fault } from '#containers/contract/fault.ts';
import { presentable } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import type { CheckReport, ExerciseReport } from '#checkers/report.ts';
import type { RunOptions } from '#checkers/run-checks.ts';
import { createSettlingEpisodes } from '#checkers/settling-episodes.ts';
import { checkExercise } from '../check-exercise.ts';
import type { Lab } from '../lab.ts';
import { secretForms } from './secret-forms.ts';

/** Why one check could not look: our fault, or that of a cluster that doesn't let us. */
export interface Incident {
  readonly check: string;
  readonly why: string;
}

export interface ExerciseResult {
  readonly title: string;
  readonly bonus: boolean;
  readonly report: ExerciseReport;
  readonly incidents: readonly Incident[];
}

export interface GradeExerciseOptions {
  readonly mode: RunOptions['mode'];
  /** Longest that settling checks are waited for, in milliseconds. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly onReport?: (report: ExerciseReport) => void;
}

/** One exercise, judged by the checks that the site judges by, with why for everything that could not be looked at. */
export async function gradeExercise(
  lab: Lab,
  exerciseId: string,
  probes: Probes,
  { mode, waitMs, signal, onReport }: GradeExerciseOptions,
): Promise<ExerciseResult> {
  const secrets = secretForms(probes.attempt.values);
  const reasons = new Map<string, string>();
  const { report } = await checkExercise(lab, exerciseId, probes, {
    mode,
    signal,
    budgetMs: waitMs,
    episodes: createSettlingEpisodes(),
    newIncident: ({ check, error }) => {
      reasons.set(check, presentable(describe(error), secrets));
      return check;
    },
    ...(onReport === undefined ? {} : { onReport }),
  });
  const exercise = lab.exercises.find(({ id }) => id === exerciseId);
  // A check may have been looked at again since, and then with success.
  const broken = report.checks.filter(({ outcome }) => outcome.kind === 'broken');
  const incidents = broken.map(({ id }) => ({ check: id, why: reasons.get(id) ?? 'It could not look.' }));
  return { title: exercise?.title ?? exerciseId, bonus: exercise?.bonus ?? false, report, incidents };
}

/** Points of the checks that passed, and of all. */
export function pointsOf(checks: readonly CheckReport[]): { readonly points: number; readonly of: number } {
  const sum = (counted: readonly CheckReport[]) => counted.reduce((total, { points }) => total + points, 0);
  return { points: sum(checks.filter(({ outcome }) => outcome.kind === 'passed')), of: sum(checks) };
}

function describe(error: unknown): string {
  if (error instanceof Fault) {
    const { cause } = error;
    const because = cause instanceof Error && cause.message !== '' ? ` (${cause.message})` : '';
    return `${error.message}${because} ${error.hint}`;
  }
  return error instanceof Error ? error.message : String(error);
}
