import { Hono, type Context } from 'hono';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import { getExercise, type ExerciseActions, type ExerciseOfAttempt } from '../checks/exercise-actions.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import type { RequestScope, Routes } from '../http/app.ts';

export interface ExerciseRoutesOptions {
  readonly book: AttemptBook;
  readonly actions: ExerciseActions;
  readonly cohorts: CohortDesk;
}

/** Check, hint, solution and reset of one exercise. */
export function exerciseRoutes({ book, actions, cohorts }: ExerciseRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  const base = '/api/attempts/:id/exercises/:exercise';
  const pick = (c: Context<RequestScope>): ExerciseOfAttempt => {
    const attempt = book.get(c.get('learner'), c.req.param('id') ?? '');
    return { attempt, exercise: getExercise(attempt, c.req.param('exercise') ?? '') };
  };
  app.post(`${base}/check`, async (c) => c.json(await actions.check(pick(c))));
  app.post(`${base}/hint`, async (c) => {
    const picked = pick(c);
    cohorts.refuseHints(picked.attempt.id);
    return c.json(await actions.hint(picked));
  });
  app.get(`${base}/solution`, async (c) => {
    const picked = pick(c);
    return c.json({ exercise: picked.exercise.id, script: await actions.solution(picked) });
  });
  app.post(`${base}/reset`, async (c) => {
    await actions.reset(pick(c));
    return c.body(null, 204);
  });
  return app;
}
