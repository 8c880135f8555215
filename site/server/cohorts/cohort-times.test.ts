import { expect, test } from 'vitest';
import { daysBetween, parseTime, plusDays, refuseUnknownZone, sayTime } from './cohort-times.ts';

const zone = 'Europe/Berlin';
const iso = (text: string): string => parseTime(text, zone, 'starts').toISOString();

test('times without an offset are meant in the zone, summer and winter', () => {
  expect(iso('2026-12-01T09:00')).toBe('2026-12-01T08:00:00.000Z');
  expect(iso('2026-07-01T09:00')).toBe('2026-07-01T07:00:00.000Z');
  expect(iso('2026-07-01T09:00Z')).toBe('2026-07-01T09:00:00.000Z');
});

test('the hour that clocks leave out becomes the next one', () => {
  expect(iso('2026-03-29T02:30')).toBe('2026-03-29T01:30:00.000Z');
});

test('a lesson at nine stays at nine when clocks are changed in between', () => {
  const before = parseTime('2026-03-27T09:00', zone, 'starts');
  const after = parseTime('2026-03-30T09:00', zone, 'starts');
  expect(after.getTime() - before.getTime()).toBe((3 * 24 - 1) * 3_600_000);
  expect(daysBetween(before, after, zone)).toBe(3);
  expect(plusDays(before, 3, zone)).toEqual(after);
});

test('says what is wrong with a time or a zone', () => {
  expect(() => parseTime('2026-02-30T09:00', zone, 'ends')).toThrow('`ends` is no date and time');
  expect(() => refuseUnknownZone('Berlin')).toThrow('There is no time zone `Berlin`');
  expect(sayTime(new Date('2026-12-01T08:00Z'), zone)).toBe('1 Dec 2026, 09:00 (Europe/Berlin)');
});
