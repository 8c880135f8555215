import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LateRule } from '#site/protocol/marks.ts';
import { computeMark, daysLate, lateFactor } from './compute-mark.ts';

const due = new Date('2026-01-10T12:00:00Z');
const after = (hours: number): Date => new Date(due.getTime() + hours * 3_600_000);
const perDay: LateRule = { kind: 'perDay', percent: 10 };

function earned(...hours: readonly number[]) {
  return hours.map((each, index) => ({ check: `c${index}`, points: 10, at: after(each) }));
}

describe('a mark', () => {
  test('counts each check for itself, by the rule for what comes late', () => {
    const all = earned(-1, 0, 1, 25);
    expect(computeMark(all, { due, late: { kind: 'none' } }).computed).toBe(40);
    expect(computeMark(all, { due, late: perDay })).toMatchObject({
      computed: 37,
      checks: [
        { id: 'c0', points: 10, daysLate: 0 },
        { id: 'c1', points: 10, daysLate: 0 },
        { id: 'c2', points: 9, daysLate: 1 },
        { id: 'c3', points: 8, daysLate: 2 },
      ],
    });
    expect(computeMark(all, { due, late: { kind: 'cutOff' } }).computed).toBe(20);
    expect(computeMark([], { due, late: perDay }).computed).toBe(0);
  });

  test('is late from the moment after it was due', () => {
    expect([after(0), after(1 / 3600), after(24), after(24.1)].map((at) => daysLate(at, due))).toEqual([
      0, 1, 1, 2,
    ]);
  });

  test('never grows by being late, and is never below nothing', () => {
    const rules = fc.oneof<fc.Arbitrary<LateRule>[]>(
      fc.constant({ kind: 'none' }),
      fc.constant({ kind: 'cutOff' }),
      fc.integer({ min: 1, max: 100 }).map((percent) => ({ kind: 'perDay', percent })),
    );
    fc.assert(
      fc.property(rules, fc.nat(400), fc.nat(400), (rule, days, more) => {
        const [now, later] = [lateFactor(rule, days), lateFactor(rule, days + more)];
        return later >= 0 && later <= now && now <= 1;
      }),
    );
  });
});
