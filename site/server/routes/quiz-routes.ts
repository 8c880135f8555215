import { Hono } from 'hono';
import { answer } from '#site/protocol/api.ts';
import { gradeAnswer } from '#site/quizzes/grade-answer.ts';
import { getQuiz } from '#site/quizzes/load-quizzes.ts';
import type { Quiz } from '#site/quizzes/quiz-schema.ts';
import { quizView } from '#site/quizzes/quiz-view.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Database } from '../state/open-database.ts';
import { appendQuizAnswer, listQuizAnswers } from '../state/quiz-answer-rows.ts';

export interface QuizRoutesOptions {
  readonly quizzes: readonly Quiz[];
  readonly db: Database;
  readonly cohorts: CohortDesk;
  readonly outbox: Outbox;
  readonly now: () => Date;
}

/** Questions without their answers, and the grading of one answer. */
export function quizRoutes({ quizzes, db, cohorts, outbox, now }: QuizRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  const turns = new KeyedQueue();
  app.get('/api/quizzes/:quiz', async (c) => {
    const quiz = getQuiz(quizzes, c.req.param('quiz'));
    return c.json(quizView(quiz, c.get('learner'), await listQuizAnswers(db, c.get('learner'), quiz.id)));
  });
  app.post('/api/quizzes/:quiz/answers', async (c) => {
    const quiz = getQuiz(quizzes, c.req.param('quiz'));
    const given = await readJson(c, answer);
    const learner = c.get('learner');
    // One at a time: two answers at once must not both be the last try.
    const result = await turns.run(`${learner}/${quiz.id}`, async () => {
      const graded = gradeAnswer(quiz, given, await listQuizAnswers(db, learner, quiz.id));
      const answered = { quiz: quiz.id, ...given, correct: graded.correct, at: now() };
      const cohort = (await cohorts.cohortNow(learner))?.id;
      await outbox.noteWith(async (tx) => {
        await appendQuizAnswer(tx, learner, answered);
        return [{ ...answered, kind: 'answered', learner, cohort }];
      });
      return graded;
    });
    return c.json(result);
  });
  return app;
}
