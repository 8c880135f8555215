import { describe, expect, test } from 'vitest';
import { nextOpening, openingsOf } from './openings.ts';
import { warmWish, type Expected } from './warm-wish.ts';

const nine = new Date('2026-03-02T09:00:00Z');
const at = (minutes: number): Date => new Date(nine.getTime() + minutes * 60_000);
const expected: Expected = { at: nine, lab: 'static-sync', waiting: 20, makeMs: 30_000, egress: true };

describe('how many are to wait', () => {
  test.each([
    // 20 of half a minute, and five minutes to spare.
    [-16, 2],
    [-15, 20],
    [0, 20],
    [29, 20],
    [30, 2],
  ])('%i minutes after nine: %i', (minutes, size) => {
    expect(warmWish([expected], 2, at(minutes)).size).toBe(size);
  });

  test('never fewer than usual, and none for who has one', () => {
    expect(warmWish([{ ...expected, waiting: 1 }], 2, nine)).toEqual({
      size: 2,
      lab: 'static-sync',
      egress: true,
    });
    expect(warmWish([{ ...expected, waiting: 0 }], 2, nine)).toEqual({
      size: 2,
      lab: undefined,
      egress: true,
    });
    expect(warmWish([], 0, nine)).toEqual({ size: 0, lab: undefined, egress: true });
  });

  test('two classes at the same lab share the pool; another lab comes after', () => {
    const other = { ...expected, lab: 'rotation', at: at(5), waiting: 7 };
    expect(warmWish([other, expected, { ...expected, waiting: 3 }], 0, nine)).toEqual({
      size: 23,
      lab: 'static-sync',
      egress: true,
    });
    expect(warmWish([other, { ...expected, waiting: 0 }], 0, nine)).toEqual({
      size: 7,
      lab: 'rotation',
      egress: true,
    });
  });

  test('those that may reach out and those that may not are no shape for both', () => {
    const confined = { ...expected, egress: false, waiting: 4, at: at(-1) };
    expect(warmWish([expected, confined], 0, nine)).toEqual({ size: 4, lab: 'static-sync', egress: false });
  });
});

describe('when a class comes', () => {
  const lab = (id: string, opensAt?: Date) => ({
    ...{ lab: id, opensAt, closesAt: undefined, dueAt: undefined, graded: false },
  });
  const course = ['static-sync', 'rotation'];

  test('when a lab opens, or else when the cohort begins', () => {
    const labs = [lab('rotation', at(60)), lab('static-sync')];
    expect(openingsOf({ labs, startsAt: nine }, course)).toEqual([
      { lab: 'static-sync', at: nine },
      { lab: 'rotation', at: at(60) },
    ]);
    expect(nextOpening({ labs, startsAt: nine }, course, at(1))).toEqual({ lab: 'rotation', at: at(60) });
    expect(nextOpening({ labs, startsAt: nine }, course, at(99))).toEqual({ lab: 'rotation', at: at(60) });
  });

  test('without named labs they begin with the first of the course', () => {
    expect(openingsOf({ labs: [], startsAt: nine }, course)).toEqual([{ lab: 'static-sync', at: nine }]);
  });
});
