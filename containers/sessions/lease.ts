import { Fault } from '#containers/contract/fault.ts';
import type { Environment } from '#containers/contract/environment.ts';

/** How long environments may live, in milliseconds. */
export interface LeaseRules {
  /** Added at most by one extension, counted from the moment it is asked for. */
  readonly extensionMs: number;
  /** From creation to the last possible end. */
  readonly longestMs: number;
}

export const defaultLeaseRules: LeaseRules = { extensionMs: 60 * 60_000, longestMs: 8 * 60 * 60_000 };

/** An extension that gains less than this is not worth a click. */
const worthwhileMs = 60_000;

type Leased = Pick<Environment, 'createdAt' | 'expiresAt'>;

/** What a new environment gets of what its lab asks for. */
export function firstLeaseMs(wantedMs: number, rules: LeaseRules): number {
  return Math.min(wantedMs, rules.longestMs);
}

/** Whether asking for more time now would gain any. */
export function canExtend(environment: Leased, now: Date, rules: LeaseRules): boolean {
  return environment.expiresAt > now && gainMs(environment, now, rules) >= worthwhileMs;
}

/** The end after one extension. Fault LEASE_ENDED when the time is up, or when there is nothing left to gain. */
export function extendedLease(environment: Leased, now: Date, rules: LeaseRules): Date {
  if (environment.expiresAt <= now) {
    throw new Fault({
      code: 'LEASE_ENDED',
      audience: 'learner',
      message: 'The time of this environment is up.',
      hint: 'Start the lab again to get a new one; what you have proven is kept.',
    });
  }
  if (!canExtend(environment, now, rules)) {
    throw new Fault({
      code: 'LEASE_ENDED',
      audience: 'learner',
      message: `This environment runs until ${environment.expiresAt.toISOString()}; more time cannot be had now.`,
      hint: 'Finish what you can; then start the lab again to get a new environment.',
    });
  }
  return latestEnd(environment, now, rules);
}

function gainMs(environment: Leased, now: Date, rules: LeaseRules): number {
  return latestEnd(environment, now, rules).getTime() - environment.expiresAt.getTime();
}

/** Never earlier than it is: an extension must not shorten a long lease. */
function latestEnd({ createdAt, expiresAt }: Leased, now: Date, rules: LeaseRules): Date {
  const wanted = Math.min(now.getTime() + rules.extensionMs, createdAt.getTime() + rules.longestMs);
  return new Date(Math.max(wanted, expiresAt.getTime()));
}
