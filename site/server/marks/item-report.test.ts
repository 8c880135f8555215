import { expect, test } from 'vitest';
import { parseQuiz } from '#site/quizzes/parse-quiz.ts';
import { sampleQuiz } from '#site/quizzes/sample-quiz.fixture.ts';
import { sampleCohort } from '#tests/support/sample-cohort.ts';
import { sampleCatalog } from '../dev/sample-catalog.ts';
import { itemReportOf, type ItemFacts } from './item-report.ts';
import { writeItems } from './write-items.ts';

const parsed = parseQuiz('sample.yaml', sampleQuiz);
if ('problems' in parsed) throw new Error('the sample is not a quiz');
const { quiz: sample } = parsed;
const ground = { catalog: sampleCatalog, quizzes: [sample] };
const at = new Date('2026-01-15T10:00:00Z');
const cohort = sampleCohort();

/** Twelve learners; the first six have both exercises right at once, the others need a second Check. */
function classOf(turned: boolean): ItemFacts {
  const learners = Array.from({ length: 12 }, (_, index) => ({ name: `learner-${index}`, knows: index < 6 }));
  const run = (learner: string, exercise: string, passed: boolean) => ({
    ...{ learner, exercise, passed, at },
    ...{ attempt: `${learner}-1`, lab: 'static-sync' },
  });
  const runs = learners.flatMap(({ name, knows }) => [
    ...(knows !== turned ? [] : [run(name, 'store', false)]),
    run(name, 'store', true),
    run(name, 'install', knows),
  ]);
  const work = learners.map(({ name }) => ({
    ...{ learner: name, attempt: `${name}-1`, lab: 'static-sync', begunAt: at, exercise: 'store' },
    ...{ firstPassedAt: at, hintsShown: 0, solutionShown: false },
  }));
  const answers = learners.map(({ name, knows }) => ({
    ...{ learner: name, question: 'pick-one', given: [knows ? 'second' : 'first'] },
  }));
  return { runs, work, answers: new Map([[sample.id, answers]]) };
}

test('a first Check is to an exercise what a first answer is to a question', () => {
  const { groups } = itemReportOf(cohort, ground, classOf(false));
  const [quiz, exercises] = groups;
  expect(quiz).toMatchObject({ kind: 'quiz', title: sample.title });
  expect(quiz?.items.find(({ id }) => id === 'pick-one')).toMatchObject({ learners: 12, difficulty: 0.5 });
  const store = exercises?.items.find(({ id }) => id === 'static-sync/store');
  expect(store).toMatchObject({ learners: 12, difficulty: 0.5, solved: 1, tries: 1.5, remark: '' });
  expect(store?.discrimination?.value).toBeCloseTo(1);
});

test('an exercise that fails those who do well elsewhere is pointed out', () => {
  const exercises = itemReportOf(cohort, ground, classOf(true)).groups[1];
  const store = exercises?.items.find(({ id }) => id === 'static-sync/store');
  expect(store?.discrimination?.value).toBeCloseTo(-1);
  expect(store?.remark).toContain('look at its text and its checks');
});

test('a quiz that nobody of the class answered is left out, and what has no figures says so', () => {
  const { groups } = itemReportOf(cohort, ground, { runs: [], work: [], answers: new Map() });
  expect(groups.map(({ id }) => id)).toEqual(['exercises']);
  expect(groups[0]?.items[0]).toMatchObject({
    ...{ learners: 0, difficulty: null, solved: null, tries: null, remark: 'nobody tried it yet' },
  });
});

test('the spreadsheet gets a line per item and runs nothing', () => {
  const report = itemReportOf(cohort, ground, classOf(false));
  const [header, ...lines] = writeItems({
    ...report,
    groups: [
      { ...report.groups[1], title: 'x', items: [{ ...report.groups[1]?.items[0], title: '=cmd()' }] },
    ],
  } as typeof report)
    .trim()
    .split('\n');
  expect(header).toMatch(/^group,id,title,learners,difficulty,discrimination,/);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("'=cmd()");
});
