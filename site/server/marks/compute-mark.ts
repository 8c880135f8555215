import type { LateRule, Mark } from '#site/protocol/marks.ts';

export interface EarnedCheck {
  readonly check: string;
  readonly points: number;
  readonly at: Date;
}

const dayMs = 24 * 3_600_000;

/** Days late that have begun; 0 up to and at the very moment when it is due. */
export function daysLate(at: Date, due: Date): number {
  return Math.max(0, Math.ceil((at.getTime() - due.getTime()) / dayMs));
}

/** How much of a check's points counts, 0 to 1. */
export function lateFactor(late: LateRule, days: number): number {
  if (days === 0 || late.kind === 'none') return 1;
  return late.kind === 'cutOff' ? 0 : Math.max(0, 1 - (days * late.percent) / 100);
}

/** The mark of one attempt at an exercise: each proven check for itself, so that a late one spoils no other. Pure. */
export function computeMark(
  earned: readonly EarnedCheck[],
  { due, late }: { readonly due: Date; readonly late: LateRule },
): Omit<Mark, 'override' | 'points'> {
  const checks = earned.map(({ check, points, at }) => {
    const days = daysLate(at, due);
    return {
      id: check,
      points: toHundredths(points * lateFactor(late, days)),
      at: at.toISOString(),
      daysLate: days,
    };
  });
  return { computed: toHundredths(checks.reduce((sum, { points }) => sum + points, 0)), checks };
}

export function toHundredths(points: number): number {
  return Math.round(points * 100) / 100;
}
