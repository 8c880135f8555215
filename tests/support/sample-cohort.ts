import type { Cohort } from '#site/server/state/cohort-rows.ts';

const startsAt = new Date('2026-01-15T10:00:00Z');

/** A cohort of every lab without rules of its own, but for what a test says of it. */
export function sampleCohort(more: Partial<Cohort> = {}): Cohort {
  return {
    id: 'c',
    name: 'Class',
    course: 'c',
    timeZone: 'UTC',
    startsAt,
    endsAt: new Date('2026-02-15T10:00:00Z'),
    seats: 20,
    labs: [],
    leaseMinutes: undefined,
    mostRunning: undefined,
    hints: true,
    trace: true,
    egress: true,
    kubeconfig: false,
    maxAttempts: undefined,
    late: { kind: 'none' },
    createdBy: 'x',
    createdAt: startsAt,
    ...more,
  };
}
