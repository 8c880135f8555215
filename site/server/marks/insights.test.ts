import { expect, test } from 'vitest';
import { sampleCohort } from '#tests/support/sample-cohort.ts';
import { sampleCatalog } from '../dev/sample-catalog.ts';
import type { CohortWork } from '../state/cohort-work-rows.ts';
import { insightsOf } from './insights.ts';

const begin = new Date('2026-01-15T10:00:00Z');
const at = (minutes: number): Date => new Date(begin.getTime() + minutes * 60_000);
const cohort = sampleCohort({ startsAt: begin });

function work(learner: string, exercise: string, more: Partial<CohortWork> = {}): CohortWork {
  return {
    learner,
    attempt: `${learner}1`,
    lab: 'static-sync',
    begunAt: begin,
    exercise,
    firstPassedAt: undefined,
    hintsShown: 0,
    solutionShown: false,
    ...more,
  };
}

function run(learner: string, exercise: string, passed: boolean) {
  return { learner, attempt: `${learner}1`, lab: 'static-sync', exercise, passed, at: begin };
}

test('time counts from the exercise before, tries from the first Check, and each learner once', () => {
  const facts = {
    learners: 3,
    work: [
      work('ada', 'store', { firstPassedAt: at(5), hintsShown: 2 }),
      work('ada', 'install', { firstPassedAt: at(12), solutionShown: true }),
      work('bob', 'store', { firstPassedAt: at(8) }),
      work('bob', 'store', { attempt: 'bob2', begunAt: at(60), firstPassedAt: at(61), hintsShown: 1 }),
      work('cyd', 'store'),
    ],
    runs: [run('ada', 'store', false), run('ada', 'store', true), run('cyd', 'store', false)],
  };
  const { exercises, passes, learners } = insightsOf(cohort, sampleCatalog, facts);
  expect(learners).toBe(3);
  expect(exercises[0]).toMatchObject({
    key: 'static-sync/store',
    minutes: [8, 5],
    tried: 3,
    firstTry: 1,
    passed: 2,
    hinted: 2,
    hints: 3,
    solutions: 0,
  });
  expect(exercises[1]).toMatchObject({ minutes: [7], tried: 1, firstTry: 1, passed: 1, solutions: 1 });
  expect(exercises[2]).toMatchObject({ minutes: [], tried: 0, passed: 0 });
  expect(passes).toEqual([at(5), at(8), at(12)].map((each) => each.toISOString()));
});
