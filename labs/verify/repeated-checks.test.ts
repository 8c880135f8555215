import { expect, test } from 'vitest';
import type { Outcome } from '#checkers/outcome.ts';
import type { ExerciseReport } from '#checkers/report.ts';
import { addUpRepeats, collectRepeats, describeFlakes } from './repeated-checks.ts';

const wrong: Outcome = { kind: 'failed', saw: 'cold', wanted: 'hot', next: 'Wait.' };

function run(hot: Outcome, { durationMs = 1, branch = '' } = {}): ExerciseReport {
  const about = { claim: '', points: 1, given: false, challenge: false, checkedAt: '', durationMs };
  const checks = [
    { ...about, id: 'hot', outcome: hot, ...(branch === '' ? {} : { branch }) },
    { ...about, id: 'sweet', outcome: { kind: 'blocked', by: ['hot'] } as const },
  ];
  return { format: 1, lab: 'tea', exercise: 'boil', mode: 'full', at: '', checks, passed: false };
}

test('what always says the same is steady', () => {
  const repeats = collectRepeats([run({ kind: 'passed' }), run({ kind: 'passed' })]);
  expect(describeFlakes(repeats)).toEqual([]);
  expect(addUpRepeats([{ exercise: 'boil', repeats }])).toEqual([
    {
      exercise: 'boil',
      check: 'hot',
      repeats: 2,
      differing: 0,
      flakeRate: 0,
      medianMs: 1,
      p99Ms: 1,
    },
    { exercise: 'boil', check: 'sweet', repeats: 2, differing: 0, flakeRate: 0 },
  ]);
});

test('another outcome differs, and so does another branch of the same outcome', () => {
  const repeats = collectRepeats([
    run(wrong, { branch: 'cold' }),
    run(wrong, { branch: 'lukewarm' }),
    run({ kind: 'passed' }),
    run(wrong, { branch: 'cold' }),
  ]);
  expect(describeFlakes(repeats)).toEqual([
    'hot is not steady: 2 of 4 runs said “failed lukewarm”, “passed” after “failed cold”',
  ]);
});

test('worlds are compared each with its own first run, and added up by check', () => {
  const times = (first: number, length: number) => Array.from({ length }, (_, index) => first + index);
  const untouched = times(1, 50).map((durationMs) => run(wrong, { durationMs }));
  const solved = times(51, 49).map((durationMs) => run({ kind: 'passed' }, { durationMs }));
  const [hot] = addUpRepeats([
    { exercise: 'boil', repeats: collectRepeats(untouched) },
    { exercise: 'boil', repeats: collectRepeats([...solved, run(wrong, { durationMs: 100 })]) },
    { exercise: 'boil' },
  ]);
  expect(hot).toMatchObject({ repeats: 100, differing: 1, flakeRate: 0.01, medianMs: 50.5 });
  expect(hot?.p99Ms).toBeCloseTo(99.01);
});
