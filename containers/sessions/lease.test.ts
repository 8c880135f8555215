import { expect, test } from 'vitest';
import { canExtend, extendedLease, firstLeaseMs, type LeaseRules } from './lease.ts';

const hour = 3_600_000;
const rules: LeaseRules = { extensionMs: hour, longestMs: 4 * hour };
const at = (hours: number) => new Date(Date.UTC(2026, 0, 1) + hours * hour);
const lasting = (until: number) => ({ createdAt: at(0), expiresAt: at(until) });

test('a lab gets what it asks for, up to the longest lease', () => {
  expect(firstLeaseMs(2 * hour, rules)).toBe(2 * hour);
  expect(firstLeaseMs(9 * hour, rules)).toBe(4 * hour);
});

test('an extension counts from now', () => {
  expect(extendedLease(lasting(2), at(1.5), rules)).toEqual(at(2.5));
});

test('it stops at the longest lease', () => {
  expect(extendedLease(lasting(3.5), at(3.2), rules)).toEqual(at(4));
  expect(canExtend(lasting(4), at(3.9), rules)).toBe(false);
  expect(() => extendedLease(lasting(4), at(3.9), rules)).toThrow('more time cannot be had');
});

test('it never shortens a lease, and one that gains nothing is refused', () => {
  expect(canExtend(lasting(2), at(0.5), rules)).toBe(false);
  expect(() => extendedLease(lasting(2), at(0.5), rules)).toThrow('more time cannot be had');
});

test('what has ended stays ended', () => {
  expect(canExtend(lasting(2), at(2), rules)).toBe(false);
  expect(() => extendedLease(lasting(2), at(2), rules)).toThrow('time of this environment is up');
});
