import { expect, test } from 'vitest';
import { overBudget } from './hold-to-budget.ts';

const budget = { memoryMiB: 900, startSeconds: 50, minutes: 30 };
const start = { environmentMs: 30_000, prepareMs: 20_000, memoryMiB: 900 };

test('just within the budget is within', () => {
  expect(overBudget(start, budget)).toEqual([]);
});

test('environment and start.sh count together', () => {
  expect(overBudget({ ...start, prepareMs: 20_100 }, budget)).toEqual([
    'It took 50.1 s to start (environment 30.0 s, start.sh 20.1 s), and its budget is 50 s.',
  ]);
});

test('memory and time are told both', () => {
  const large = { environmentMs: 90_000, prepareMs: 0, memoryMiB: 901 };
  expect(overBudget(large, budget)).toEqual([
    expect.stringContaining('90.0 s to start'),
    'It takes 901 MiB when the learner arrives, and its budget is 900 MiB.',
  ]);
});

test('without a budget there is nothing to go over', () => {
  expect(overBudget({ ...start, memoryMiB: 1e6 }, undefined)).toEqual([]);
});
