import { mean, sampleCorrelation } from 'simple-statistics';
import type { EarlierAnswer } from './question-history.ts';
import type { Question, Quiz } from './quiz-schema.ts';
import { isAnswerTo } from './read-given.ts';
import { isRight } from './solution.ts';

/** One stored answer of anybody; lists of them are oldest first. */
export interface LearnerAnswer extends EarlierAnswer {
  readonly learner: string;
}

export interface ItemStatistics {
  readonly question: string;
  readonly kind: Question['kind'];
  /** Learners who answered it at least once. */
  readonly learners: number;
  /** Share of them whose first answer was right, 0 to 1; near 1 is easy. `null`: nobody answered. */
  readonly difficulty: number | null;
  /** `null`: too few learners who also answered something else in the quiz, or all did alike. */
  readonly discrimination: Discrimination | null;
  /** Share of them who found it in the end, 0 to 1. `null`: nobody answered. */
  readonly solved: number | null;
  /** Answers per learner. `null`: nobody answered. */
  readonly tries: number | null;
}

/** How well a question tells those who know the rest of the quiz from those who don't. */
export interface Discrimination {
  /**
   * Point-biserial correlation of a right first answer here with the share of right first answers elsewhere in the
   * quiz, -1 to 1. Below 0, those who know the rest fail here.
   */
  readonly value: number;
  /** Where the value of very many such learners would lie, with 95 % confidence. */
  readonly from: number;
  readonly to: number;
}

/** With fewer learners than this a figure says more about chance than about the question. */
export const fewestLearners = 10;

/** Learner to whether their first answer, or try, was right. */
type FirstAnswers = ReadonlyMap<string, boolean>;

/**
 * How each question of a quiz does, under its key as it is now: answers that no longer have the question's form are
 * left out. First answers count, because after an explanation a second one says little.
 */
export function itemStatistics(quiz: Quiz, answers: readonly LearnerAnswer[]): readonly ItemStatistics[] {
  const fitting = new Map(quiz.questions.map((question) => [question.id, answersTo(question, answers)]));
  const first = new Map(
    quiz.questions.map((question) => [question.id, firstAnswers(question, fitting.get(question.id) ?? [])]),
  );
  return quiz.questions.map((question) => {
    const mine = fitting.get(question.id) ?? [];
    const right: FirstAnswers = first.get(question.id) ?? new Map();
    const others = [...first].filter(([id]) => id !== question.id).map(([, each]) => each);
    const learners = right.size;
    const solvers = new Set(
      mine.filter(({ given }) => isRight(question, given)).map(({ learner }) => learner),
    );
    return {
      question: question.id,
      kind: question.kind,
      learners,
      difficulty: share([...right.values()]),
      discrimination: discriminationOf(right, others),
      solved: learners === 0 ? null : solvers.size / learners,
      tries: learners === 0 ? null : mine.length / learners,
    };
  });
}

function answersTo(question: Question, answers: readonly LearnerAnswer[]): readonly LearnerAnswer[] {
  return answers.filter((answer) => answer.question === question.id && isAnswerTo(question, answer.given));
}

function firstAnswers(question: Question, answers: readonly LearnerAnswer[]): FirstAnswers {
  const first = new Map<string, boolean>();
  for (const { learner, given } of answers)
    if (!first.has(learner)) first.set(learner, isRight(question, given));
  return first;
}

/** How well an item tells those who did well in the others from those who did not. */
export function discriminationOf(
  right: FirstAnswers,
  others: readonly FirstAnswers[],
): Discrimination | null {
  const pairs = [...right].flatMap(([learner, here]) => {
    const elsewhere = share(others.flatMap((each) => each.get(learner) ?? []));
    return elsewhere === null ? [] : [{ here: Number(here), elsewhere }];
  });
  const here = pairs.map((pair) => pair.here);
  const elsewhere = pairs.map((pair) => pair.elsewhere);
  if (pairs.length < fewestLearners || isFlat(here) || isFlat(elsewhere)) return null;
  const value = Math.max(-1, Math.min(1, sampleCorrelation(here, elsewhere)));
  // Fisher's transformation makes the error of a correlation about normal; 1.96 of its deviations are 95 %.
  const reach = 1.96 / Math.sqrt(pairs.length - 3);
  return { value, from: Math.tanh(Math.atanh(value) - reach), to: Math.tanh(Math.atanh(value) + reach) };
}

function isFlat(values: readonly number[]): boolean {
  return values.every((value) => Math.abs(value - (values[0] ?? 0)) < 1e-9);
}

function share(results: readonly boolean[]): number | null {
  return results.length === 0 ? null : mean(results.map(Number));
}
