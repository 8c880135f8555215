import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { Fault } from '#containers/contract/fault.ts';

export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Logs an error and answers what a person may read of it: a Fault's own words, or a reference to the log. */
export function reportTrouble(
  log: Logger,
  error: unknown,
  context: Readonly<Record<string, unknown>>,
): Fault {
  if (error instanceof Fault) {
    // What a learner can mend themselves needs no operator, and no stack.
    if (error.audience === 'learner') log.info({ ...context, code: error.code }, error.message);
    else log.warn({ ...context, code: error.code, hint: error.hint, err: error }, error.message);
    return error;
  }
  const incident = newIncident();
  log.error({ ...context, incident, err: error }, 'unexpected error');
  return new Fault({
    code: 'INTERNAL',
    message: 'Something on the server went wrong that is not your fault.',
    hint: `Try again. If it stays, the server's log says more under incident ${incident}.`,
    cause: error,
  });
}

/** A short reference that a person can read out and an operator can search for. */
export function newIncident(): string {
  return randomBytes(5).toString('hex');
}

export function toTrouble(fault: Fault): Trouble {
  return { code: fault.code, message: fault.message, hint: fault.hint };
}
