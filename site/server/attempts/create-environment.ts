import type { Step, StepState } from '#containers/contract/bundle.ts';
import type { Environment, EnvironmentProvider, Plan } from '#containers/contract/environment.ts';
import type { Lab } from '#labs/lab.ts';
import { prepareLab } from '#labs/prepare-lab.ts';
import type { Attempt } from './attempt.ts';

const destroyDeadlineMs = 120_000;

export interface Made {
  readonly environment: Environment;
  /** Until there was room for it. */
  readonly waitedMs: number;
}

/**
 * Creates the environment, prepares the lab in it and shows the steps on the attempt. Rejects when the attempt ends
 * meanwhile; what failed halfway is removed.
 */
export async function createEnvironment(
  provider: EnvironmentProvider,
  plan: Plan,
  attempt: Attempt,
): Promise<Made> {
  attempt.stop.signal.throwIfAborted();
  const run = provider.create(plan, attempt.stop.signal);
  const later = prepareSteps(attempt.lab, 'pending');
  let steps: readonly Step[] = [];
  let waitedMs = 0;
  for (;;) {
    const next = await run.next();
    if (next.done === true) {
      await prepareEnvironment(provider, next.value, attempt, steps);
      return { environment: next.value, waitedMs };
    }
    steps = next.value.steps;
    waitedMs = next.value.waitedMs ?? waitedMs;
    const etaMs = next.value.etaMs + (attempt.lab.start?.expectedMs ?? 0);
    attempt.enter({ state: 'creating', steps: [...steps, ...later], etaMs });
  }
}

/** Prepares the lab in an environment that is ready, and destroys that environment when it can't be done. */
export async function prepareEnvironment(
  provider: EnvironmentProvider,
  environment: Environment,
  attempt: Attempt,
  before: readonly Step[] = [],
): Promise<void> {
  const { lab, row, stop } = attempt;
  if (lab.start === undefined) return;
  attempt.enter({
    state: 'creating',
    steps: [...before, ...prepareSteps(lab, 'running')],
    etaMs: lab.start.expectedMs,
  });
  try {
    await prepareLab(lab, environment, row.values, stop.signal);
  } catch (error) {
    await provider.destroy(environment.id, AbortSignal.timeout(destroyDeadlineMs));
    throw error;
  }
}

/** The step that the learner sees; none for a lab that needs no preparation. */
function prepareSteps({ start }: Lab, state: StepState): readonly Step[] {
  if (start === undefined) return [];
  const begun = state === 'running' ? { startedAt: new Date().toISOString() } : {};
  return [{ id: 'prepare-lab', title: 'Prepare the lab', expectedMs: start.expectedMs, state, ...begun }];
}
