import { describe, expect, it } from 'vitest';
import { newCohort, type CohortView } from '#site/protocol/cohorts.ts';
import { changeOf, emptyValues, planOf, valuesOf, type Plan } from './cohort-plan.ts';

const labs = ['static-sync', 'rotation'];

const view: CohortView = {
  id: 'c1',
  name: 'January class',
  course: 'vault-and-external-secrets',
  timeZone: 'Europe/Berlin',
  startsAt: '2026-03-27T07:00:30.000Z',
  endsAt: '2026-03-31T16:00:00.000Z',
  seats: 30,
  learners: 4,
  labs: [{ lab: 'rotation', opensAt: null, closesAt: null, dueAt: '2026-03-30T16:00:00.000Z', graded: true }],
  leaseMinutes: 90,
  mostRunning: null,
  hints: true,
  trace: false,
  egress: true,
  kubeconfig: true,
  maxAttempts: 3,
  late: { kind: 'perDay', percent: 10 },
};

function planFrom(values: Readonly<Record<string, string>>): Plan {
  return planOf((name) => values[name] ?? '', labs);
}

describe('a cohort as fields', () => {
  it('shows clocks of its zone, before and after they change', () => {
    const values = valuesOf(view);
    expect(values).toMatchObject({
      starts: '2026-03-27T08:00',
      ends: '2026-03-31T18:00',
      'rotation.due': '2026-03-30T18:00',
      'rotation.opens': '',
    });
  });

  it('is read back as it was', () => {
    expect(planFrom(valuesOf(view))).toEqual({
      name: 'January class',
      timeZone: 'Europe/Berlin',
      starts: '2026-03-27T08:00',
      ends: '2026-03-31T18:00',
      seats: 30,
      labs: [{ lab: 'rotation', due: '2026-03-30T18:00', graded: true }],
      leaseMinutes: 90,
      maxAttempts: 3,
      hints: true,
      trace: false,
      egress: true,
      kubeconfig: true,
      late: { kind: 'perDay', percent: 10 },
    });
  });

  it('is what the server takes', () => {
    const values = { ...emptyValues('UTC'), name: 'A', starts: '2026-12-01T09:00', ends: '2026-12-02T09:00' };
    expect(newCohort.parse(planFrom(values))).toMatchObject({ seats: 20, labs: [], late: { kind: 'none' } });
  });
});

describe('what was changed', () => {
  const before = planFrom(valuesOf(view));

  it('is nothing when nothing was', () => {
    expect(changeOf(before, planFrom(valuesOf(view)))).toEqual({});
  });

  it('takes a limit away with null', () => {
    const after = planFrom({ ...valuesOf(view), leaseMinutes: '', seats: '31' });
    expect(changeOf(before, after)).toEqual({ seats: 31, leaseMinutes: null });
  });

  it('moves every clock with the zone', () => {
    const after = planFrom({ ...valuesOf(view), timeZone: 'America/New_York' });
    expect(changeOf(before, after)).toEqual({
      timeZone: 'America/New_York',
      starts: before.starts,
      ends: before.ends,
      labs: before.labs,
    });
  });

  it('names all labs when one is changed', () => {
    const after = planFrom({ ...valuesOf(view), 'static-sync.use': 'practice' });
    expect(changeOf(before, after)).toEqual({
      labs: [{ lab: 'static-sync', graded: false }, ...before.labs],
    });
  });
});
