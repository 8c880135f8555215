import { describe, expect, test } from 'vitest';
import { sampleCohort } from '#tests/support/sample-cohort.ts';
import type { Cohort } from '../state/cohort-rows.ts';
import { cohortForStart } from './may-start.ts';

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));

function cohort(name: string, more: Partial<Cohort> = {}): Cohort {
  return sampleCohort({ id: name, name, startsAt: day(10), endsAt: day(20), ...more });
}

function lab(more: Partial<Cohort['labs'][number]> = {}): Cohort['labs'][number] {
  return { lab: 'one', opensAt: undefined, closesAt: undefined, dueAt: undefined, graded: false, ...more };
}

describe('the cohort that a lab is begun in', () => {
  test('is none for who is in none', () => {
    expect(cohortForStart([], 'one', day(15))).toBeUndefined();
  });

  test('is one under way, graded first', () => {
    const practice = cohort('practice');
    const graded = cohort('graded', { labs: [lab({ graded: true })] });
    expect(cohortForStart([practice, graded], 'one', day(15))).toBe(graded);
    expect(cohortForStart([practice, graded], 'two', day(15))).toBe(practice);
  });

  test.each<[string, Cohort[], number, string]>([
    ['before it begins', [cohort('a')], 9, 'opens on 10 Jan 2026, 00:00 (UTC) for a'],
    ['on its last day at midnight', [cohort('a')], 20, 'closed on 20 Jan 2026, 00:00 (UTC) for a'],
    ['before the lab opens', [cohort('a', { labs: [lab({ opensAt: day(12) })] })], 11, 'opens on 12 Jan'],
    ['after the lab closed', [cohort('a', { labs: [lab({ closesAt: day(12) })] })], 12, 'closed on 12 Jan'],
    ['with other labs', [cohort('a', { labs: [lab({ lab: 'two' })] })], 15, 'no part of a'],
    [
      'in one that is over, with another to come',
      [cohort('old', { endsAt: day(12) }), cohort('next', { startsAt: day(18) })],
      15,
      'opens on 18 Jan 2026, 00:00 (UTC) for next',
    ],
  ])('is refused %s', (_, mine, on, why) => {
    expect(() => cohortForStart(mine, 'one', day(on))).toThrow(why);
  });

  test.each([10, 19])('is open on day %i', (on) => {
    expect(cohortForStart([cohort('a')], 'one', day(on))?.name).toBe('a');
  });
});
