import { expect, test } from 'vitest';
import type { Outcome } from '#checkers/outcome.ts';
import type { ExerciseReport } from '#checkers/report.ts';
import { carryChallenges } from './carry-challenges.ts';

const passed: Outcome = { kind: 'passed' };
const failed: Outcome = { kind: 'failed', saw: 'a', wanted: 'b', next: 'c' };
const settling: Outcome = { kind: 'settling', waitingFor: 'it', until: '2026-01-01T00:00:01Z' };
const unproven: Outcome = { kind: 'unproven' };

function report(mode: 'full' | 'live', plain: Outcome, challenge: Outcome): ExerciseReport {
  const at = mode === 'full' ? '2026-01-01T00:00:00Z' : '2026-01-01T00:01:00Z';
  const checks = [plain, challenge].map((outcome, index) => ({
    id: `c${index}`,
    claim: '',
    points: 1,
    given: false,
    challenge: index === 1,
    outcome,
    checkedAt: at,
    durationMs: 1,
  }));
  return { format: 1, lab: 'l', exercise: 'e', mode, at, passed: false, checks };
}

test.each<[string, Outcome, Outcome, Outcome, Outcome]>([
  ['a proof stays while all holds', passed, passed, passed, passed],
  ['a proof stays while something settles', passed, passed, settling, passed],
  ['a proof falls with a claim', passed, passed, failed, unproven],
  ['a failure stays while nothing changes', passed, failed, passed, failed],
  ['a failure is forgotten once something changes', passed, failed, settling, unproven],
  ['what still settled is not kept', passed, settling, passed, unproven],
])('%s', (_, ...[plainThen, challengeThen, plainNow, wanted]) => {
  const live = carryChallenges(report('full', plainThen, challengeThen), report('live', plainNow, unproven));
  expect(live.checks[1]?.outcome).toEqual(wanted);
});

test('a kept outcome keeps the time it was found', () => {
  const live = carryChallenges(report('full', passed, passed), report('live', passed, unproven));
  expect(live.checks.map(({ checkedAt }) => checkedAt)).toEqual([
    '2026-01-01T00:01:00Z',
    '2026-01-01T00:00:00Z',
  ]);
});
