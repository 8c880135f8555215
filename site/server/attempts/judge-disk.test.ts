import { expect, test } from 'vitest';
import { allowedAfter, isBeyondHope, judgeDisk, nearlyFull } from './judge-disk.ts';

const rules = { limitMiB: 6000, keepFreeMiB: 3000 };
const use = (id: string, usedMiB: number, more: { grownMiB?: number; allowedMiB?: number } = {}) => ({
  id,
  usedMiB,
  grownMiB: usedMiB - 900,
  ...more,
});
const plenty = 50_000;

test('whoever takes more than the limit is stopped, and nobody else, however full the disk is', () => {
  const uses = [use('a', 5999), use('b', 6001), use('c', 1000)];
  const full = new Map([['b', { usedMiB: 6001, limitMiB: 6000 }]]);
  expect(judgeDisk(uses, plenty, rules)).toEqual(full);
  expect(judgeDisk(uses, 100, rules)).toEqual(full);
  expect(judgeDisk(uses, undefined, rules)).toEqual(full);
});

test('where the machine has too little left, the one that has written most is stopped', () => {
  const uses = [use('large', 5000, { grownMiB: 300 }), use('fast', 3000), use('calm', 950)];
  expect(judgeDisk(uses, 2999, rules)).toEqual(new Map([['fast', { usedMiB: 3000 }]]));
  expect(judgeDisk(uses, 3000, rules)).toEqual(new Map());
  expect(judgeDisk(uses, undefined, rules)).toEqual(new Map());
});

test('nobody is stopped for what others on the machine have written', () => {
  expect(judgeDisk([use('calm', 1000), use('new', 900)], 10, rules)).toEqual(new Map());
  expect(judgeDisk([], 10, rules)).toEqual(new Map());
});

test('without a limit only the machine counts', () => {
  const endless = { ...rules, limitMiB: 0 };
  expect(judgeDisk([use('a', 90_000)], plenty, endless)).toEqual(new Map());
  expect(judgeDisk([use('a', 90_000)], 100, endless)).toEqual(new Map([['a', { usedMiB: 90_000 }]]));
  expect(nearlyFull(90_000, endless)).toBeUndefined();
});

test('one that comes back to be tidied up may write a little more than it has, and not much', () => {
  const allowedMiB = allowedAfter(6500, rules);
  expect(judgeDisk([use('a', 7200, { allowedMiB })], plenty, rules)).toEqual(new Map());
  expect(judgeDisk([use('a', 7300, { allowedMiB })], plenty, rules).get('a')).toMatchObject({
    usedMiB: 7300,
  });
  expect(isBeyondHope({ usedMiB: 12_000, limitMiB: 6000 })).toBe(false);
  expect(isBeyondHope({ usedMiB: 12_001, limitMiB: 6000 })).toBe(true);
  expect(isBeyondHope({ usedMiB: 90_000 })).toBe(false);
});

test('a learner hears of it in good time', () => {
  expect(nearlyFull(4799, rules)).toBeUndefined();
  expect(nearlyFull(4800, rules)).toEqual({ usedMiB: 4800, limitMiB: 6000 });
});
