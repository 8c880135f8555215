import { expect, test } from 'vitest';
import { StepBoard } from './step-board.ts';
import type { Clock } from './surroundings.ts';

function handClock(): Clock & { ms: number } {
  return {
    ms: 0,
    now() {
      return new Date(this.ms);
    },
    wait: () => Promise.resolve(),
  };
}
const plan = [
  { id: 'a', title: 'A', expectedMs: 100 },
  { id: 'b', title: 'B', expectedMs: 1_000, after: ['a'] },
  { id: 'c', title: 'C', expectedMs: 300, after: ['a'] },
  { id: 'd', title: 'D', expectedMs: 50, after: ['b', 'c'] },
];

test('the estimate follows the longest way, not the sum', () => {
  expect(new StepBoard(plan, handClock()).snapshot().etaMs).toBe(1_150);
});

test('it shrinks as time passes, and never claims to be done before it is', async () => {
  const clock = handClock();
  const board = new StepBoard(plan, clock);
  await board.run('a', () => Promise.resolve());
  expect(board.snapshot().etaMs).toBe(1_050);
  await board.run('b', () => {
    clock.ms = 400;
    expect(board.snapshot().etaMs).toBe(650);
    clock.ms = 9_000;
    expect(board.snapshot().etaMs).toBe(350);
    return Promise.resolve();
  });
  await board.run('c', () => Promise.resolve());
  await board.run('d', () => Promise.resolve());
  expect(board.snapshot().etaMs).toBe(0);
});

test('a step that throws is failed, and its error comes through', async () => {
  const board = new StepBoard(plan, handClock());
  const error = new Error('no');
  await expect(board.run('a', () => Promise.reject(error))).rejects.toBe(error);
  expect(board.snapshot().steps[0]).toMatchObject({ id: 'a', state: 'failed' });
});

test('snapshots do not change afterwards', async () => {
  const board = new StepBoard(plan, handClock());
  const before = board.snapshot();
  await board.run('a', (detail) => {
    detail('half-way');
    return Promise.resolve();
  });
  expect(before.steps[0]).toEqual({ id: 'a', title: 'A', expectedMs: 100, state: 'pending' });
  expect(board.snapshot().steps[0]?.detail).toBe('half-way');
});

test('waiting for room is said beside the steps, once for parts that wait together', () => {
  const board = new StepBoard(plan, handClock());
  expect(board.snapshot()).not.toHaveProperty('waitedMs');
  board.waited(3_000);
  board.waited(2_000);
  expect(board.snapshot().waitedMs).toBe(3_000);
});
