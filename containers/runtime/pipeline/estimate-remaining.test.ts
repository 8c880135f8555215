import { expect, test } from 'vitest';
import {
  estimateRemaining,
  paceOf,
  type PlannedStep,
} from '#containers/runtime/pipeline/estimate-remaining.ts';

const now = Date.parse('2026-01-01T00:10:00Z');
const ago = (ms: number) => new Date(now - ms).toISOString();

function planned(id: string, expectedMs: number, rest: Partial<PlannedStep> = {}): PlannedStep {
  return { id, title: id, state: 'pending', expectedMs, needs: [], ...rest };
}

test('nothing left is no time left', () => {
  expect(estimateRemaining([planned('a', 1000, { state: 'done' })], now, 2)).toBe(0);
});

test('two lanes do two things at once, and a need waits for its step', () => {
  expect(estimateRemaining([planned('a', 1000), planned('b', 1000)], now, 2)).toBe(1000);
  expect(estimateRemaining([planned('a', 1000), planned('b', 1000)], now, 1)).toBe(2000);
  expect(estimateRemaining([planned('a', 1000), planned('b', 500, { needs: ['a'] })], now, 2)).toBe(1500);
});

test('a machine that took twice as long so far is expected to go on so', () => {
  const done = planned('a', 200_000, { state: 'done', startedAt: ago(500_000), endedAt: ago(100_000) });
  expect(paceOf([done])).toBeCloseTo(1.9, 1);
  const left = estimateRemaining([done, planned('b', 100_000)], now, 1);
  expect(left).toBeGreaterThan(180_000);
  expect(left).toBeLessThan(200_000);
});

test('results that were there already say nothing about the machine', () => {
  expect(paceOf([planned('a', 200_000, { state: 'done' })])).toBe(1);
});

test('a known fraction counts for more the further it is', () => {
  const running = (fraction: number) =>
    planned('a', 60_000, { state: 'running', startedAt: ago(90_000), fraction });
  expect(estimateRemaining([running(0.9)], now, 1)).toBeLessThan(12_000);
  expect(estimateRemaining([running(0.5)], now, 1)).toBeGreaterThan(40_000);
});

test('a step that takes longer than expected never promises to be done at once', () => {
  const running = planned('a', 60_000, { state: 'running', startedAt: ago(600_000) });
  expect(estimateRemaining([running], now, 1)).toBeGreaterThan(0);
});
