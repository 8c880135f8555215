import { describe, expect, it } from 'vitest';
import { describeItem } from './describe-item.ts';
import { itemStatistics, type LearnerAnswer } from './item-statistics.ts';
import { parseQuiz } from './parse-quiz.ts';
import { sampleQuiz } from './sample-quiz.fixture.ts';

const parsed = parseQuiz('sample.yaml', sampleQuiz);
if ('problems' in parsed) throw new Error('the sample is not a quiz');
const { quiz } = parsed;

const answer = (learner: string, question: string, ...given: string[]): LearnerAnswer => ({
  learner,
  question,
  given,
});
const of = (answers: readonly LearnerAnswer[], id: string) =>
  itemStatistics(quiz, answers).find(({ question }) => question === id);

/** Twelve learners; the first six know both questions `pick-one` and `fill-in`, the others neither. */
const learners = Array.from({ length: 12 }, (_, index) => ({
  name: `learner-${String(index)}`,
  knows: index < 6,
}));
const divided = learners.flatMap(({ name, knows }) => [
  answer(name, 'pick-one', knows ? 'second' : 'first'),
  answer(name, 'fill-in', knows ? 'secretstore' : 'vault'),
]);

describe('itemStatistics', () => {
  it('says of a question that nobody answered only that', () => {
    expect(of([], 'pick-one')).toEqual({
      question: 'pick-one',
      kind: 'single',
      learners: 0,
      difficulty: null,
      discrimination: null,
      solved: null,
      tries: null,
    });
  });

  it('takes the first answer for the difficulty and the last ones for whether it was solved', () => {
    const answers = [
      answer('ada', 'pick-one', 'second'),
      answer('grace', 'pick-one', 'first'),
      answer('grace', 'pick-one', 'second'),
    ];
    expect(of(answers, 'pick-one')).toMatchObject({ learners: 2, difficulty: 0.5, solved: 1, tries: 1.5 });
  });

  it('is 1 where those who know the rest are those who know this', () => {
    expect(of(divided, 'pick-one')?.discrimination?.value).toBeCloseTo(1);
  });

  it('is -1 where the key is the wrong way round', () => {
    const turned = divided.map((each) =>
      each.question === 'pick-one'
        ? { ...each, given: [each.given[0] === 'second' ? 'first' : 'second'] }
        : each,
    );
    const { discrimination } = of(turned, 'pick-one') ?? {};
    expect(discrimination?.value).toBeCloseTo(-1);
    expect(discrimination?.to).toBeLessThan(0);
  });

  it('agrees with the point-biserial correlation worked out by hand, and says how sure it is', () => {
    // Right here: 6 of 12. Of them 4 know the rest, of the other 6 only 2: r = (4/6 - 2/6) / 2 / 0.5 = 1/3.
    const answers = learners.flatMap(({ name, knows }, index) => [
      answer(name, 'pick-one', knows ? 'second' : 'first'),
      answer(name, 'fill-in', [0, 1, 2, 3, 6, 7].includes(index) ? 'secretstore' : 'vault'),
    ]);
    const { discrimination } = of(answers, 'pick-one') ?? {};
    expect(discrimination?.value).toBeCloseTo(1 / 3);
    expect(discrimination?.from).toBeCloseTo(Math.tanh(Math.atanh(1 / 3) - 1.96 / 3));
    expect(discrimination?.to).toBeCloseTo(Math.tanh(Math.atanh(1 / 3) + 1.96 / 3));
  });

  it('does not correlate with fewer than ten learners, nor where all did alike', () => {
    expect(of(divided.slice(0, 18), 'pick-one')).toMatchObject({ learners: 9, discrimination: null });
    const alike = divided.map((each) =>
      each.question === 'pick-one' ? { ...each, given: ['second'] } : each,
    );
    expect(of(alike, 'pick-one')).toMatchObject({ difficulty: 1, discrimination: null });
  });

  it('leaves out answers that an edited question can no longer have had', () => {
    const answers = [answer('ada', 'pick-one', 'removed-option'), answer('grace', 'pick-one', 'second')];
    expect(of(answers, 'pick-one')).toMatchObject({ learners: 1, difficulty: 1, tries: 1 });
  });
});

describe('describeItem', () => {
  const item = {
    question: 'pick-one',
    kind: 'single',
    learners: 40,
    difficulty: 0.6,
    discrimination: { value: 0.4, from: 0.1, to: 0.6 },
    solved: 1,
    tries: 1.2,
  } as const;

  it('has nothing to say about a question that does its work', () => {
    expect(describeItem(item, 'question')).toBe('');
  });

  it.each([
    [{ learners: 0 }, 'nobody answered'],
    [{ learners: 9, difficulty: 0 }, 'too few learners to tell (9, wanted 10)'],
    [{ discrimination: { value: -0.4, from: -0.6, to: -0.1 } }, 'look at its key'],
    [{ discrimination: { value: -0.1, from: -0.4, to: 0.2 } }, 'too few learners to tell whether'],
    [{ discrimination: null }, 'all did alike'],
    [{ difficulty: 0.2 }, 'is it taught?'],
    [{ difficulty: 0.97 }, 'nearly everybody'],
  ])('of %j it says: %s', (change, says) => {
    expect(describeItem({ ...item, ...change }, 'question')).toContain(says);
  });
});
