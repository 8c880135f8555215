import type { Database } from './open-database.ts';
import { appendQuizAnswer, listQuizAnswers } from './quiz-answer-rows.ts';

const long = 'x'.repeat(50_000);

/** Writes an answer that takes room. */
export function append(db: Database, question: string): Promise<void> {
  const answer = { quiz: 'q', question, given: [long], correct: true, at: new Date() };
  return appendQuizAnswer(db, 'local', answer);
}

/** Questions of the answers that are there. */
export async function questions(db: Database): Promise<readonly string[]> {
  return (await listQuizAnswers(db, 'local')).map(({ question }) => question);
}
