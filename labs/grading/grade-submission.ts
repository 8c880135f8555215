import { Fault } from '#containers/contract/fault.ts';
import type { Environment } from '#containers/contract/environment.ts';
import { makeProbes } from '#checkers/probes/make-probes.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import type { Lab } from '../lab.ts';
import { prepareLab } from '../prepare-lab.ts';
import { workspaceProbe } from '../run-in-workspace.ts';
import type { Values } from './attempt-values.ts';
import { readAuditExcerpt } from './evidence/audit-excerpt.ts';
import { hiddenIn, observing, type Transcript } from './evidence/observe.ts';
import { gradeExercise, pointsOf, type ExerciseResult } from './grade-exercise.ts';
import { hideSecrets } from './hide-secrets.ts';
import { secretForms } from './secret-forms.ts';
import type { SubmissionFile } from './submissions/file-set.ts';
import { planSteps } from './submissions/plan-steps.ts';
import { placeFiles, runSteps, ScriptBudget } from './submissions/run-steps.ts';
import { verdict, type Graded, type StepResult, type Verdict } from './verdict.ts';

export interface GradeLimits {
  /** For all scripts of one submission, in milliseconds. */
  readonly scriptsMs: number;
  /** For waiting until what settles has settled, per exercise, in milliseconds. */
  readonly waitMs: number;
  /** For everything, in milliseconds; what takes longer is broken. */
  readonly wholeMs: number;
}

export const usualLimits: GradeLimits = { scriptsMs: 600_000, waitMs: 120_000, wholeMs: 45 * 60_000 };

/** A fresh environment for one submission, with values that nobody has seen. */
export interface GradingStage {
  readonly environment: Environment;
  readonly values: Values;
  readonly probes: Probes;
  /** What no text may show: the values in every spelling, and the tokens of both sides. */
  readonly secrets: readonly string[];
}

export interface ObservedStage extends GradingStage {
  /** What the checks were shown by now, and what they wrote, as hashes; and what Vault wrote down. */
  readonly transcript: (signal: AbortSignal) => Promise<Transcript>;
}

export async function prepareStage(
  lab: Lab,
  environment: Environment,
  signal: AbortSignal,
): Promise<ObservedStage> {
  const values = lab.newValues();
  await prepareLab(lab, environment, values, signal);
  const access = await environment.access(signal);
  // Asked before anything of a submission runs there.
  const token = await environment.exec({ command: ['printenv', 'VAULT_TOKEN'], timeoutMs: 10_000 }, signal);
  const secrets = [...secretForms(values), access.vault.token, token.stdout.trim()];
  const { probes, transcript } = observing({
    ...makeProbes(access, values),
    workspace: workspaceProbe(environment, values),
  });
  return {
    environment,
    values,
    probes,
    secrets,
    transcript: async (until) => ({
      ...hiddenIn(transcript(), secrets),
      audit: await readAuditExcerpt(environment, secrets, until),
    }),
  };
}

/**
 * Exercise by exercise: what was handed in for it is run, then it is checked, so that a later one may change what an
 * earlier one was judged by. Never rejects on a submission's account: what went wrong on our side is `broken`.
 */
export async function gradeSubmission(
  lab: Lab,
  files: readonly SubmissionFile[],
  stage: GradingStage,
  { limits, signal }: { readonly limits: GradeLimits; readonly signal: AbortSignal },
): Promise<Verdict> {
  const whole = AbortSignal.any([signal, AbortSignal.timeout(limits.wholeMs)]);
  try {
    const graded = await grade(lab, files, stage, { limits, signal: whole });
    const incidents = graded.exercises.flatMap((exercise) => exercise.incidents);
    const [first] = incidents;
    return hideSecrets(
      verdict,
      first === undefined ? graded : { kind: 'broken', why: `${first.check}: ${first.why}` },
      stage.secrets,
    );
  } catch (error) {
    signal.throwIfAborted();
    return hideSecrets(verdict, { kind: 'broken', why: reasonOf(error) }, stage.secrets);
  }
}

async function grade(
  lab: Lab,
  files: readonly SubmissionFile[],
  stage: GradingStage,
  { limits, signal }: { readonly limits: GradeLimits; readonly signal: AbortSignal },
): Promise<Graded> {
  const plan = planSteps(lab, files);
  const budget = new ScriptBudget(limits.scriptsMs);
  const steps: StepResult[] = [];
  const exercises: ExerciseResult[] = [];
  await placeFiles(stage, files, signal);
  steps.push(...(await runSteps(stage, plan.first, budget, signal)));
  for (const { id } of lab.exercises) {
    // A workspace that takes no more commands won't take the next one either.
    if (!steps.some(({ ended }) => ended === 'refused'))
      steps.push(...(await runSteps(stage, plan.perExercise.get(id) ?? [], budget, signal)));
    const options = { mode: 'full', waitMs: limits.waitMs, signal } as const;
    exercises.push(await gradeExercise(lab, id, stage.probes, options));
  }
  const checksOf = (bonus: boolean) =>
    exercises.filter((exercise) => exercise.bonus === bonus).flatMap(({ report }) => report.checks);
  return {
    kind: 'graded',
    ...pointsOf(checksOf(false)),
    bonus: pointsOf(checksOf(true)).points,
    steps,
    notes: plan.notes,
    exercises,
  };
}

export function reasonOf(error: unknown): string {
  if (error instanceof Fault) return `${error.message} ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}
