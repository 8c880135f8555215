import { Fault } from '#containers/contract/fault.ts';
import type { Plan } from '#containers/contract/environment.ts';

/** What is asked of an environment that does not exist (any more). */
export function missingEnvironment(id: string): Fault {
  return new Fault({
    code: 'ENVIRONMENT_MISSING',
    audience: 'learner',
    message: `The environment ${id} does not exist any more: it was ended, or its time ran out.`,
    hint: 'Start the lab again to get a new one.',
  });
}

/** A part of it has stopped; some come back by themselves. */
export function brokenEnvironment(id: string, cause: unknown): Fault {
  return new Fault({
    code: 'ENVIRONMENT_BROKEN',
    audience: 'learner',
    message: `A part of the environment ${id} does not run at this moment.`,
    hint: 'Try again in a few seconds; if it stays so, end this environment and start the lab again.',
    cause,
  });
}

/** The same owner asks for the same lab twice. */
export function alreadyExists(plan: Plan): Fault {
  return new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `The environment ${plan.id} of ${plan.owner.learner} (attempt ${plan.owner.attempt}) exists already; it was left as it is.`,
    hint: 'Use the one that runs, or end it first.',
  });
}

/** What kept an environment from being made, as a Fault; one that is a Fault already says so itself. */
export function creationFault(error: unknown, { hint }: { readonly hint: string }): Fault {
  if (error instanceof Fault) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `The environment could not be made: ${message}`,
    hint,
    cause: error,
  });
}
