import type { Question, Quiz } from './quiz-schema.ts';
import { isAnswerTo } from './read-given.ts';
import { isRight } from './solution.ts';

/** An answer that was given before, as it is stored; lists of them are oldest first. */
export interface EarlierAnswer {
  readonly question: string;
  readonly given: readonly string[];
}

export interface QuestionHistory {
  readonly solved: boolean;
  /** `null`: as many as the learner likes. */
  readonly triesLeft: number | null;
  readonly last: EarlierAnswer | undefined;
}

/**
 * What earlier answers amount to under the quiz as it is now: a corrected key counts for answers given before it, and
 * answers that no longer have the question's form, because it was edited since, do not count at all.
 */
export function questionHistory(
  quiz: Quiz,
  question: Question,
  earlier: readonly EarlierAnswer[],
): QuestionHistory {
  const mine = earlier.filter(
    (answer) => answer.question === question.id && isAnswerTo(question, answer.given),
  );
  const tries = question.tries ?? quiz.tries;
  return {
    solved: mine.some(({ given }) => isRight(question, given)),
    triesLeft: tries === 'unlimited' ? null : Math.max(0, tries - mine.length),
    last: mine.at(-1),
  };
}

/** Nothing more can be answered: it is solved, or no try is left. */
export function isOver(history: Pick<QuestionHistory, 'solved' | 'triesLeft'>): boolean {
  return history.solved || history.triesLeft === 0;
}
