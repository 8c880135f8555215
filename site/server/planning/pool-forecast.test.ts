import { expect, test } from 'vitest';
import { forecastFrom, forecastPool, type Demand } from './pool-forecast.ts';

const now = new Date('2026-11-27T10:00:00Z');
const minute = 60_000;
const week = 7 * 24 * 60 * minute;
const ago = (ms: number): Date => new Date(now.getTime() - ms);
const demand = (over: Partial<Demand>): number =>
  forecastPool({ begunAt: [], now, makeMs: minute, availableMiB: 20_000, waiting: 0, ...over });

test('one waits when nothing is known', () => {
  expect(demand({})).toBe(1);
});

test('as many wait as came within the time that one takes to make', () => {
  const rush = [5, 20, 40].map((seconds) => ago(60 * minute - seconds * 1000));
  expect(demand({ begunAt: [...rush, ago(10 * minute), ago(5 * minute)] })).toBe(3);
  expect(demand({ begunAt: rush, makeMs: 10_000 })).toBe(1);
});

test('the same time a week ago counts, other days do not', () => {
  const four = (back: number) => [1, 2, 3, 4].map((second) => ago(back + second * 1000));
  expect(demand({ begunAt: four(week - 30 * minute) })).toBe(4);
  expect(demand({ begunAt: four(week / 2) })).toBe(1);
  expect(demand({ begunAt: four(week + 90 * minute) })).toBe(1);
  expect(forecastFrom(now).getTime()).toBeLessThan(ago(week).getTime());
});

test('half of the memory that labs could have is left, and what sleeps already has its own', () => {
  const begunAt = Array.from({ length: 30 }, (_, second) => ago(5 * minute + second * 1000));
  expect(demand({ begunAt, availableMiB: 768 + 10 * 650 })).toBe(5);
  expect(demand({ begunAt, availableMiB: 768 + 10 * 650 - 2 * 500, waiting: 2 })).toBe(5);
  expect(demand({ begunAt, availableMiB: 2000 })).toBe(0);
});
