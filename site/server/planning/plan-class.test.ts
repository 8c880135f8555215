import { describe, expect, test } from 'vitest';
import { planClass, type ClassQuestion } from './plan-class.ts';

const question: ClassQuestion = {
  learners: 20,
  now: new Date('2026-03-02T06:00:00Z'),
  startsAt: new Date('2026-03-02T09:00:00Z'),
  each: {
    memoryMiB: 500,
    cores: 0.1,
    diskMiB: 300,
    startSeconds: 30,
    source: { kind: 'measured', environments: 2 },
  },
  // 20 × (500 + 300 as they grow) + 768 to be kept
  machine: { memoryMiB: 16_768, cores: 4, diskMiB: 40_000 },
  running: 0,
};

test('a class that just fits, and when to begin', () => {
  expect(planClass(question)).toEqual({
    learners: 20,
    startsAt: '2026-03-02T09:00:00.000Z',
    each: { memoryMiB: 800, cores: 0.1, diskMiB: 300 },
    source: { kind: 'measured', environments: 2 },
    needs: { memoryMiB: 16_000, cores: 2, diskMiB: 6000 },
    free: { memoryMiB: 16_000, cores: 4, diskMiB: 35_904 },
    fits: true,
    fitting: 20,
    warmAt: '2026-03-02T08:45:00.000Z',
    warmMinutes: 15,
    advice: [
      'Making 20 environments one after another takes about 10 minutes.',
      'A server with accounts begins by itself at 2026-03-02 08:45 UTC.',
    ],
  });
});

describe('a class that does not fit', () => {
  test.each([
    ['memory', { memoryMiB: 8768 }, 10, '7.8 GiB of memory are missing.'],
    ['cores', { cores: 1 }, 10, '1.0 processor cores are missing.'],
    ['disk', { diskMiB: 7096 }, 10, '2.9 GiB of disk are missing.'],
    ['all of them', { memoryMiB: 100 }, 0, '15.6 GiB of memory are missing.'],
  ])('for want of %s', (_, machine, fitting, says) => {
    const plan = planClass({ ...question, machine: { ...question.machine, ...machine } });
    expect(plan).toMatchObject({ fits: false, fitting });
    expect(plan.advice[0]).toBe(says);
    expect(plan.advice).toContain(`${fitting} of 20 learners fit now.`);
    expect(plan.advice.some((each) => each.includes('in 2 groups'))).toBe(fitting === 10);
  });

  test('what runs already may still grow', () => {
    expect(planClass({ ...question, running: 3 })).toMatchObject({ fits: false, fitting: 18 });
  });
});

test('what nobody measured is said, and not taken for nothing', () => {
  const plan = planClass({ ...question, each: { ...question.each, cores: undefined, diskMiB: undefined } });
  expect(plan).toMatchObject({ fits: true, needs: { cores: null, diskMiB: null } });
  expect(plan.advice.slice(-3)).toEqual([
    'Nothing was measured of the processor, so it is not part of this answer.',
    'Nothing was measured of the disk, so it is not part of this answer.',
    'Start a lab here and ask again while it runs.',
  ]);
});

test('of a class that has begun nothing is said to be late', () => {
  const plan = planClass({ ...question, now: new Date('2026-03-02T09:30:00Z') });
  expect(plan.advice).toEqual(['Making 20 environments one after another takes about 10 minutes.']);
});

test('too late to warm is said', () => {
  const plan = planClass({ ...question, now: new Date('2026-03-02T08:50:00Z') });
  expect(plan.advice[1]).toContain('It should have begun at 2026-03-02 08:45 UTC');
});
