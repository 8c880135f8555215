import { expect, test } from 'vitest';
import { summarise } from './summarise.ts';

const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

test('p99 is on the bad side, whichever that is', () => {
  expect(summarise(hundred, 'less')).toEqual({ median: 50, p99: 99, least: 1, most: 100, times: 100 });
  expect(summarise(hundred, 'more')).toEqual({ median: 50, p99: 1, least: 1, most: 100, times: 100 });
});

test('one value is all of its figures, and none is no figure', () => {
  expect(summarise([7], 'less')).toEqual({ median: 7, p99: 7, least: 7, most: 7, times: 1 });
  expect(() => summarise([], 'less')).toThrow(RangeError);
});
