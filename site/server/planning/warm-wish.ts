import type { Opening } from './openings.ts';

/** An opening, and who of the cohort's learners has no environment for it yet. */
export interface Expected extends Opening {
  readonly waiting: number;
  /** Whether theirs may reach out: that is fixed when they are made. */
  readonly egress: boolean;
  /** What one environment for it takes to make. */
  readonly makeMs: number;
}

export interface WarmWish {
  readonly size: number;
  /** The lab that most of them are for; absent: whatever was asked for last. */
  readonly lab: string | undefined;
  readonly egress: boolean;
}

/** All are to be ready so long before the class. */
const spareMs = 5 * 60_000;
/** Who has not come by then comes one at a time. */
const lateMs = 30 * 60_000;
const longestWarmMs = 4 * 3_600_000;

/** How many environments are to wait now: as many as a class that is about to begin has learners, else the usual. Pure. */
export function warmWish(expected: readonly Expected[], usual: number, now: Date): WarmWish {
  const soon = expected
    .filter((each) => each.waiting > 0 && isNear(each, now))
    .sort((one, other) => one.at.getTime() - other.at.getTime());
  const [first] = soon;
  if (first === undefined) return { size: usual, lab: undefined, egress: true };
  // One pool has one shape: those for other labs are made when their turn comes.
  const alike = soon.filter(({ lab, egress }) => lab === first.lab && egress === first.egress);
  return {
    size: Math.max(
      usual,
      alike.reduce((sum, { waiting }) => sum + waiting, 0),
    ),
    lab: first.lab,
    egress: first.egress,
  };
}

function isNear({ at, waiting, makeMs }: Expected, now: Date): boolean {
  const warmMs = Math.min(longestWarmMs, waiting * makeMs + spareMs);
  return now.getTime() >= at.getTime() - warmMs && now.getTime() < at.getTime() + lateMs;
}
