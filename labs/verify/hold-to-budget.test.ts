import { expect, test } from 'vitest';
import { overBudget } from './hold-to-budget.ts';

const budget = { memoryMiB: 900, startSeconds: 50, minutes: 30 };
const start = { environmentMs: 30_000, prepareMs: 20_000, memoryMiB: 900 };
const alone = { alone: true };

test('just within the budget is within', () => {
  expect(overBudget(start, budget, alone)).toEqual([]);
});

test('environment and start.sh count together', () => {
  expect(overBudget({ ...start, prepareMs: 20_100 }, budget, alone)).toEqual([
    'It took 50.1 s to start (environment 30.0 s, start.sh 20.1 s), and its budget is 50 s.',
  ]);
});

test('memory counts always, time only when the machine was its own', () => {
  const large = { environmentMs: 90_000, prepareMs: 0, memoryMiB: 901 };
  expect(overBudget(large, budget, alone)).toHaveLength(2);
  expect(overBudget(large, budget, { alone: false })).toEqual([
    'It takes 901 MiB when the learner arrives, and its budget is 900 MiB.',
  ]);
});

test('without a budget there is nothing to go over', () => {
  expect(overBudget({ ...start, memoryMiB: 1e6 }, undefined, alone)).toEqual([]);
});
