import { expect, test } from 'vitest';
import { Crowd } from './crowd.ts';

const [mine, theirs] = [{}, {}];

test('only the typing of others counts, and only for a while', () => {
  let now = 0;
  const crowd = new Crowd(() => now);
  expect(crowd.othersType(mine)).toBe(false);
  crowd.typed(mine);
  expect(crowd.othersType(mine)).toBe(false);
  expect(crowd.othersType(theirs)).toBe(true);
  crowd.typed(theirs);
  crowd.typed(mine);
  expect(crowd.othersType(mine)).toBe(true);
  now = 1999;
  expect(crowd.othersType(mine)).toBe(true);
  now = 2000;
  expect(crowd.othersType(mine)).toBe(false);
});
