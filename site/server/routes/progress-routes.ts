import { Hono } from 'hono';
import type { RequestScope, Routes } from '../http/app.ts';
import { courseProgress, type Course } from '../progress/course-progress.ts';
import { listProgressOfLearner } from '../state/exercise-progress-rows.ts';
import type { Database } from '../state/open-database.ts';
import { listQuizAnswers } from '../state/quiz-answer-rows.ts';

export interface ProgressRoutesOptions extends Course {
  readonly db: Database;
}

/** How far a learner is, over all attempts. */
export function progressRoutes({ db, ...course }: ProgressRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.get('/api/progress', async (c) => {
    const learner = c.get('learner');
    const exercises = await listProgressOfLearner(db, learner);
    return c.json(courseProgress(course, { exercises, answers: await listQuizAnswers(db, learner) }));
  });
  return app;
}
