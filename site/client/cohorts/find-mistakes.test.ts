import { describe, expect, it } from 'vitest';
import { findMistakes } from './find-mistakes.ts';

const right = {
  name: 'A',
  timeZone: 'Europe/Berlin',
  starts: '2026-12-01T09:00',
  ends: '2026-12-10T18:00',
  seats: '20',
  late: 'none',
};

function find(changed: Readonly<Record<string, string>>): Record<string, string> {
  const values: Readonly<Record<string, string>> = { ...right, ...changed };
  return Object.fromEntries(findMistakes((name) => values[name] ?? '', ['rotation']));
}

describe('mistakes in the form of a cohort', () => {
  it('are none where there are none', () => {
    expect(find({})).toEqual({});
    const times = { 'rotation.opens': right.starts, 'rotation.closes': right.ends };
    expect(find({ 'rotation.use': 'graded', 'rotation.due': right.ends, ...times })).toEqual({});
  });

  it.each([
    [{ name: ' ' }, 'name'],
    [{ timeZone: 'Europe/Berlinn' }, 'timeZone'],
    [{ timeZone: '' }, 'timeZone'],
    [{ starts: '' }, 'starts'],
    [{ ends: '2026-12-01T09:00' }, 'ends'],
    [{ seats: '' }, 'seats'],
    [{ seats: '2001' }, 'seats'],
    [{ leaseMinutes: '4' }, 'leaseMinutes'],
    [{ maxAttempts: '1.5' }, 'maxAttempts'],
    [{ late: 'perDay', percent: '' }, 'percent'],
  ])('stand beside their field: %o', (changed, field) => {
    expect(Object.keys(find(changed))).toEqual([field]);
  });

  it.each([
    [{ 'rotation.opens': '2026-11-30T09:00' }, 'rotation.opens'],
    [{ 'rotation.closes': '2026-12-11T09:00' }, 'rotation.closes'],
    [{ 'rotation.opens': '2026-12-05T09:00', 'rotation.closes': '2026-12-04T09:00' }, 'rotation.closes'],
    [{ 'rotation.opens': '2026-12-05T09:00', 'rotation.due': '2026-12-04T09:00' }, 'rotation.due'],
    [{ 'rotation.due': '2026-12-11T09:00' }, 'rotation.due'],
  ])('of a lab: %o', (changed, field) => {
    expect(Object.keys(find({ 'rotation.use': 'practice', ...changed }))).toEqual([field]);
    expect(find({ 'rotation.use': 'off', ...changed })).toEqual({});
  });
});
