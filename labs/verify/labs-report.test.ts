import { expect, test } from 'vitest';
import { summarise, toPage } from './labs-report.ts';
import type { Trial, VerifyReport } from './verify-report.ts';

const trial = (name: string, change: Partial<Trial> = {}): Trial => ({
  exercise: 'boil-water',
  name,
  round: 1,
  problems: [],
  checks: [{ id: 'hot', outcome: { kind: 'passed' }, durationMs: 3 }],
  scriptMs: 30_000,
  checkMs: 30_000,
  ...change,
});
const saw = { kind: 'failed', saw: 'cold | water', wanted: 'hot water', next: 'Wait.' } as const;
const hot = { exercise: 'boil-water', check: 'hot' };
const report: VerifyReport = {
  format: 1,
  lab: 'tea',
  startedAt: '2026-01-01T00:00:00Z',
  durationMs: 5 * 60_000,
  rounds: 3,
  learnerMinutes: 20,
  budget: { memoryMiB: 900, startSeconds: 50, minutes: 25 },
  starts: [
    { environmentMs: 20_000, prepareMs: 1000, memoryMiB: 700 },
    { environmentMs: 60_000, prepareMs: 1000, memoryMiB: 650 },
    { environmentMs: 40_000, prepareMs: 1000, memoryMiB: 600 },
  ],
  problems: ['It took 61.0 s to start, and its budget is 50 s.'],
  trials: [
    trial('untouched', { checks: [{ id: 'hot', outcome: saw, durationMs: 3 }] }),
    trial('reset', { checks: [{ id: 'hot', outcome: saw, durationMs: 3 }] }),
    trial('solution', { problems: ['hot is not steady'] }),
  ],
  steadiness: [
    { ...hot, repeats: 20, differing: 1, flakeRate: 0.05, medianMs: 3.5, p99Ms: 12 },
    { ...hot, check: 'sweet', repeats: 20, differing: 0, flakeRate: 0 },
  ],
  passed: false,
  flaky: [],
};

test('a lab is summed up: trials, time, what it takes, and verdicts that came and went', () => {
  expect(summarise([report])).toMatchObject([
    {
      lab: 'tea',
      passed: false,
      trials: 3,
      failed: 1,
      minutes: 5,
      startSeconds: 41,
      memoryMiB: 700,
      verdicts: 40,
      flaked: 1,
    },
  ]);
});

test('the page holds each lab against its budgets', () => {
  expect(toPage([report])).toContain(
    '| tea | **not proven** | 2 of 3 | 5 min | 41 s (50) | 700 MiB (900) | 20 min (25) | 1 of 40 |',
  );
});

test('the page says what is not proven, how steady each check is, and every message once, in tables that hold', () => {
  const page = toPage([report]);
  expect(page).toContain('- It took 61.0 s to start');
  expect(page).toContain('- **boil-water / solution**: hot is not steady');
  expect(page).toContain('| boil-water | hot | 20 | 1 | 5.0 % | 4 ms | 12 ms |');
  expect(page).toContain('| boil-water | sweet | 20 | 0 | 0.0 % | – | – |');
  expect(page.match(/^\| hot \| cold \\\| water \|$/gm)).toHaveLength(1);
});

test('what was not measured is not made up', () => {
  const page = toPage([{ ...report, starts: [], steadiness: [] }]);
  expect(page).toContain('| – (50) | – (900) | 20 min (25) | not counted |');
});
