import { describe, expect, test } from 'vitest';
import type { Outcome } from '#checkers/outcome.ts';
import type { ExerciseReport } from '#checkers/report.ts';
import { untouched } from '../state/exercise-progress-rows.ts';
import { assess, changedChecks } from './assess.ts';

const now = new Date('2026-01-01T00:00:00Z');
const passed: Outcome = { kind: 'passed' };
const failed: Outcome = { kind: 'failed', saw: 'a', wanted: 'b', next: 'c' };
const broken: Outcome = { kind: 'broken', incident: 'x' };
const unproven: Outcome = { kind: 'unproven' };

function settling(until: string): Outcome {
  return { kind: 'settling', waitingFor: 'it', until };
}

function report(mode: 'full' | 'live', outcomes: readonly Outcome[], challenge?: Outcome): ExerciseReport {
  const all = challenge === undefined ? outcomes : [...outcomes, challenge];
  const checks = all.map((outcome, index) => ({
    id: `c${index}`,
    claim: '',
    points: 10,
    given: false,
    challenge: index === outcomes.length,
    outcome,
    checkedAt: now.toISOString(),
    durationMs: 1,
  }));
  const isPassed = checks.every(
    (each) => each.outcome.kind === 'passed' || (mode === 'live' && each.challenge),
  );
  return { format: 1, lab: 'l', exercise: 'e', mode, at: now.toISOString(), checks, passed: isPassed };
}

const done = { ...untouched('e'), firstPassedAt: now, state: 'done' as const, points: 20 };

describe('awards', () => {
  test('a live pass awards an exercise without challenges', () => {
    expect(assess(untouched('e'), report('live', [passed]), now)).toMatchObject({
      firstPassedAt: now,
      state: 'done',
      points: 10,
    });
  });

  test('a live pass does not award where a challenge is unproven', () => {
    const after = assess(untouched('e'), report('live', [passed], unproven), now);
    expect(after).toMatchObject({ firstPassedAt: undefined, state: 'inWork', points: 0 });
  });

  test('a full pass with the challenge awards everything', () => {
    const after = assess(untouched('e'), report('full', [passed], passed), now);
    expect(after).toMatchObject({ firstPassedAt: now, state: 'done', points: 20 });
  });

  test('a full run that does not pass keeps what it earned', () => {
    expect(assess(untouched('e'), report('full', [passed], failed), now)).toMatchObject({
      state: 'inWork',
      points: 10,
    });
  });
});

describe('what was done', () => {
  test('turns to wasDone when a claim fails, and back', () => {
    const lost = assess(done, report('live', [failed]), now);
    expect(lost).toMatchObject({ state: 'wasDone', firstPassedAt: now, points: 20 });
    expect(assess(lost, report('live', [passed]), now).state).toBe('done');
  });

  test.each([broken, settling('2026-01-01T00:00:01Z'), unproven])('%o takes nothing away', (outcome) => {
    expect(assess(done, report('live', [outcome]), now).state).toBe('done');
  });
});

test('an untouched exercise stays notTried while nothing holds, and is in work once something does', () => {
  expect(assess(untouched('e'), report('live', [failed, failed]), now).state).toBe('notTried');
  expect(assess(untouched('e'), report('live', [failed, passed]), now).state).toBe('inWork');
});

test('a moved deadline is no news, another wait is', () => {
  const before = report('live', [settling('2026-01-01T00:00:01Z')]);
  expect(changedChecks(before, report('live', [settling('2026-01-01T00:00:09Z')]))).toHaveLength(0);
  expect(
    changedChecks(before, report('live', [{ ...settling(''), waitingFor: 'else' } as Outcome])),
  ).toHaveLength(1);
  expect(changedChecks(undefined, before)).toHaveLength(1);
});
