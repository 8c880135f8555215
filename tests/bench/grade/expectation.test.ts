import { expect, test } from 'vitest';
import { record } from '#labs/grading/batch/batch.test-support.ts';
import { differences, type Expectation } from './expectation.ts';
import { exerciseOf, recordOf } from './records.test-support.ts';

const passed = { kind: 'passed' } as const;
const failed = { kind: 'failed', saw: 'the value is old', wanted: 'w', next: 'n' } as const;
const about = { name: 'ann', kind: 'wrong', lab: 'static-sync' } as const;

const mistaken: Expectation = {
  ...about,
  verdict: {
    kind: 'graded',
    exercises: [
      { exercise: 'one', points: 4, of: 4, passed: true },
      { exercise: 'two', points: 2, of: 4, passed: false },
    ],
    refusal: { exercise: 'two', check: 'c', outcome: 'failed', pattern: /is old/ },
    ended: { file: 'two/x.sh', how: ['killed', 'failed'] },
  },
};
const one = exerciseOf('one', { a: passed, b: passed });
const two = exerciseOf('two', { c: failed, d: passed });
const steps = [{ file: 'two/x.sh', ended: 'killed', ms: 1 }];
const right = recordOf('ann', [one, two], { steps });

test('a verdict that is as it has to be differs in nothing', () => {
  expect(differences(mistaken, right)).toEqual([]);
  const rejected = record('ann', { kind: 'rejected', code: 'empty', why: 'w' });
  expect(differences({ ...about, verdict: { kind: 'rejected', code: 'empty' } }, rejected)).toEqual([]);
});

test.each([
  ['no result', undefined, 'it has no result'],
  [
    'another lab',
    { ...right, lab: 'kubernetes-auth' },
    'it was graded as kubernetes-auth, and solves static-sync',
  ],
  [
    'a point too many',
    recordOf('ann', [one, exerciseOf('two', { c: passed, d: passed })], { steps }),
    'two: 4 of 4 and passed instead of 2 of 4 and not passed',
  ],
  [
    'a point too few',
    recordOf('ann', [exerciseOf('one', { a: failed, b: passed }), two], { steps }),
    'one: 2 of 4 and not passed instead of 4 of 4 and passed',
  ],
  ['an exercise less', recordOf('ann', [one], { steps }), 'two was not graded'],
  [
    'an exercise more',
    recordOf('ann', [one, two, exerciseOf('three', { e: passed })], { steps }),
    'three was not to be graded',
  ],
  [
    'another check that refuses',
    recordOf('ann', [one, exerciseOf('two', { c: passed, d: failed })], { steps }),
    'c had to be failed with /is old/, and is passed',
  ],
  [
    'other words',
    recordOf('ann', [one, exerciseOf('two', { c: { ...failed, saw: 'nothing' }, d: passed })], { steps }),
    'c had to be failed with /is old/, and is failed nothing',
  ],
  [
    'a script that went through',
    recordOf('ann', [one, two], { steps: [{ ...steps[0], ended: 'done' }] }),
    'two/x.sh is done, and had to be killed or failed',
  ],
  ['our fault', record('ann', { kind: 'broken', why: 'no Docker' }), 'broken, our fault: no Docker'],
  [
    'a rejection',
    record('ann', { kind: 'rejected', code: 'empty', why: 'Nothing.' }),
    'rejected (empty): Nothing.',
  ],
])('%s is a difference', (_, found, said) => {
  expect(differences(mistaken, found)).toContain(said);
});

test('what had to be rejected must not be graded, nor rejected for something else', () => {
  const bad: Expectation = { ...about, verdict: { kind: 'rejected', code: 'unsafe-path' } };
  expect(differences(bad, right)).toEqual(['graded, and had to be rejected (unsafe-path)']);
  const other = record('ann', { kind: 'rejected', code: 'empty', why: 'Nothing.' });
  expect(differences(bad, other)).toEqual(['rejected (empty): Nothing.']);
});
