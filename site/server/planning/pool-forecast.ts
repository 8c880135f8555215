import { defaultQuotaRules, environmentMiB } from '#containers/sessions/quota.ts';

/** What the past says of how many labs will be begun at once. */
export interface Demand {
  /** When labs were begun, as far back as `forecastFrom` says. */
  readonly begunAt: readonly Date[];
  readonly now: Date;
  /** What one environment takes to make. */
  readonly makeMs: number;
  /** What programs could still get on this machine. */
  readonly availableMiB: number;
  /** What sleeps in the pool now, and has its memory already. */
  readonly waiting: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
const most = 100;

/** How far back a forecast looks. */
export function forecastFrom(now: Date): Date {
  return new Date(now.getTime() - weekMs - hourMs);
}

/**
 * How many environments are to wait: as many as were begun at most while one could be made, during the last day and at
 * this time of the week a week ago, and at least one. They never get more than half of the memory that labs could
 * have: the other half is for learners who want something else. Pure.
 */
export function forecastPool({ begunAt, now, makeMs, availableMiB, waiting }: Demand): number {
  const looked = begunAt.map((at) => at.getTime()).filter((at) => counts(at, now.getTime()));
  const rush = Math.max(
    1,
    ...looked.map((from) => looked.filter((at) => at >= from && at < from + makeMs).length),
  );
  const spareMiB = availableMiB + waiting * environmentMiB.bare - defaultQuotaRules.keepFreeMiB;
  const fitting = Math.floor(spareMiB / 2 / environmentMiB.eso);
  return Math.max(0, Math.min(rush, fitting, most));
}

function counts(at: number, now: number): boolean {
  const ago = now - at;
  return (ago >= 0 && ago <= dayMs) || Math.abs(ago - weekMs) <= hourMs;
}
