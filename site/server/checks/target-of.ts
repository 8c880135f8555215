import type { Attempt } from '../attempts/attempt.ts';
import type { CheckTarget } from './check-runner.ts';

/** The world of a running attempt. Throws a Fault when it has none. */
export function targetOf(attempt: Attempt): CheckTarget {
  const { lab, row } = attempt;
  return { attempt: attempt.id, lab, values: row.values, environment: attempt.getEnvironment() };
}
