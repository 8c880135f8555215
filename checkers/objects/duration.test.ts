import { expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

it.each([
  ['1m', 60_000],
  ['1m0s', 60_000],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['250ms', 250],
  ['0', 0],
  ['0s', 0],
])('reads %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(['', '1', '1 m', 'm', '-1m', '1m!'])('does not read %j', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
