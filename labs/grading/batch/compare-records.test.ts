import { describe, expect, it } from 'vitest';
import type { GradeRecord } from './record.ts';
import { graded, record } from './batch.test-support.ts';
import { changeLines, compareRecords } from './compare-records.ts';

type Outcome = 'failed' | 'passed';

function withChecks(name: string, points: number, outcomes: Record<string, Outcome>): GradeRecord {
  const checks = Object.entries(outcomes).map(([id, kind]) => ({
    id,
    claim: id,
    points: 1,
    given: false,
    challenge: false,
    outcome: kind === 'passed' ? ({ kind } as const) : ({ kind, saw: 'a', wanted: 'b', next: 'c' } as const),
    checkedAt: '2026-01-02T03:04:05.000Z',
    durationMs: 1,
  }));
  const report = {
    format: 1,
    lab: 'static-sync',
    exercise: 'store',
    mode: 'full',
    at: '2026-01-02T03:04:05.000Z',
    passed: points === 10,
    checks,
  } as const;
  return record(name, graded(points, [{ title: 'Store', bonus: false, report, incidents: [] }]));
}

describe('two gradings of the same submissions', () => {
  it('says check by check what came out otherwise, and why it may have', () => {
    const before = [withChecks('ann', 8, { entry: 'passed', policy: 'failed', gone: 'passed' })];
    const after = [
      { ...withChecks('ann', 10, { entry: 'passed', policy: 'passed', added: 'passed' }), labHash: 'newer' },
    ];
    const changes = compareRecords(before, after);
    expect(changes).toMatchObject([{ otherChecks: true, otherFiles: false }]);
    expect(changes.flatMap(changeLines)).toEqual([
      'ann: 8 of 10 points → 10 of 10 points',
      '  store/policy: failed → passed',
      '  store/gone: passed → absent',
      '  store/added: absent → passed',
    ]);
  });

  it('leaves out what came out the same, and what was graded once', () => {
    const same = withChecks('ben', 8, { entry: 'passed' });
    expect(compareRecords([same], [same, withChecks('cleo', 1, {})])).toEqual([]);
    expect(compareRecords([same], [{ ...same, lab: 'kubernetes-auth' }])).toEqual([]);
  });

  it('takes the newest of each, and tells of verdicts without points', () => {
    const rejected = record('dan', { kind: 'rejected', code: 'empty', why: 'Nothing in it.' });
    const changes = compareRecords(
      [withChecks('dan', 1, {}), rejected],
      [{ ...withChecks('dan', 3, { entry: 'passed' }), sha256: 'other' }],
    );
    expect(changes.flatMap(changeLines)).toEqual([
      'dan: rejected (empty) → 3 of 10 points (other files)',
      '  store/entry: absent → passed',
    ]);
  });
});
