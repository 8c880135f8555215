import { makeProbes } from '#checkers/probes/make-probes.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { createSettlingEpisodes } from '#checkers/settling-episodes.ts';
import type { Environment } from '#containers/contract/environment.ts';
import { checkExercise, checkLab } from '#labs/check-exercise.ts';
import type { Exercise, Lab } from '#labs/lab.ts';
import { workspaceProbe } from '#labs/run-in-workspace.ts';

type Values = Readonly<Record<string, string>>;

/** The checkers' way into an environment, as the server opens it. */
export async function wayInto(
  environment: Environment,
  values: Values,
  signal: AbortSignal,
): Promise<Probes> {
  const access = await environment.access(signal);
  return { ...makeProbes(access, values), workspace: workspaceProbe(environment, values) };
}

/** Milliseconds of one live look over every exercise. */
export async function timedLook(lab: Lab, probes: Probes, signal: AbortSignal): Promise<number> {
  const began = performance.now();
  await checkLab(lab, probes, { ...options(), signal });
  return performance.now() - began;
}

/** Milliseconds of one whole check, challenges included, and whether everything passed. */
export async function timedCheck(
  { lab, exercise, probes }: { readonly lab: Lab; readonly exercise: Exercise; readonly probes: Probes },
  signal: AbortSignal,
): Promise<{ readonly ms: number; readonly passes: boolean }> {
  const began = performance.now();
  const { report } = await checkExercise(lab, exercise.id, probes, {
    ...options(),
    mode: 'full',
    budgetMs: 240_000,
    signal,
  });
  const passes = report.checks.every(({ outcome }) => outcome.kind === 'passed');
  return { ms: performance.now() - began, passes };
}

function options() {
  return { episodes: createSettlingEpisodes(), newIncident: () => 'bench' };
}
