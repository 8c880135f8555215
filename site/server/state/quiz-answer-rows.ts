import { z } from 'zod';
import type { Database } from './open-database.ts';

export interface QuizAnswer {
  readonly quiz: string;
  readonly question: string;
  readonly given: readonly string[];
  readonly correct: boolean;
  readonly at: Date;
}

const givenShape = z.array(z.string());

export async function appendQuizAnswer(db: Database, learner: string, answer: QuizAnswer): Promise<void> {
  await db
    .insertInto('quiz_answers')
    .values({ ...answer, learner, given: JSON.stringify(answer.given) })
    .execute();
}

/** Oldest first; of one quiz, or of all of them. */
export async function listQuizAnswers(
  db: Database,
  learner: string,
  quiz?: string,
): Promise<readonly QuizAnswer[]> {
  const all = db.selectFrom('quiz_answers').selectAll().where('learner', '=', learner).orderBy('id');
  const rows = await (quiz === undefined ? all : all.where('quiz', '=', quiz)).execute();
  return rows.map(({ quiz: of, question, given, correct, at }) => ({
    quiz: of,
    question,
    given: givenShape.parse(given),
    correct,
    at,
  }));
}

/** What everybody answered to one quiz, oldest first; for statistics. */
export async function listAnswersToQuiz(
  db: Database,
  quiz: string,
): Promise<readonly Pick<QuizAnswer & { readonly learner: string }, 'given' | 'learner' | 'question'>[]> {
  const rows = await db
    .selectFrom('quiz_answers')
    .select(['learner', 'question', 'given'])
    .where('quiz', '=', quiz)
    .orderBy('id')
    .execute();
  return rows.map(({ learner, question, given }) => ({ learner, question, given: givenShape.parse(given) }));
}
