import { Fault } from '#containers/contract/fault.ts';
import type { AttemptFailure } from '../state/attempt-rows.ts';
import { longestLifeMs, type Attempt } from './attempt.ts';

/** The lease has ended; the environment goes at any moment. */
export function timeIsUp(): Fault {
  return new Fault({
    code: 'LEASE_ENDED',
    audience: 'learner',
    message: 'The time of this environment is up; it is being removed.',
    hint: 'Start the lab again to get a new one; what you have proven is kept.',
  });
}

/** It lives as long as any environment may. */
export function noMoreTime({ phase }: Attempt): Fault {
  const until = phase.state === 'ready' ? ` until ${phase.expiresAt.toISOString()}` : '';
  return new Fault({
    code: 'LEASE_ENDED',
    audience: 'learner',
    message: `This environment runs${until}, and no longer: ${longestLifeMs / 3_600_000} hours are the most that one may live.`,
    hint: 'Finish what you can; then start the lab again to get a new one. What you have proven is kept.',
  });
}

/** What the page says of an environment that is not there any more. */
export function goneFailure(expiresAt: Date, now: Date): AttemptFailure {
  return expiresAt <= now ? leaseFailure : vanishedFailure;
}

const leaseFailure: AttemptFailure = {
  code: 'LEASE_ENDED',
  message: "This environment's time was up, and it was removed.",
  hint: 'Start the lab again: you get a fresh environment. What you had proven is kept in your progress.',
};

export const vanishedFailure: AttemptFailure = {
  code: 'ENVIRONMENT_MISSING',
  message: 'The environment of this attempt is no longer there: it was removed outside of this site.',
  hint: 'Start the lab again: you get a fresh environment. What you had proven is kept in your progress.',
};

export const brokenFailure: AttemptFailure = {
  code: 'ENVIRONMENT_BROKEN',
  message: 'The environment of this attempt has stopped working: a part of it is gone.',
  hint: 'Start the lab again: you get a fresh environment. What you had proven is kept in your progress.',
};
