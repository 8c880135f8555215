import { Hono } from 'hono';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import type { RequestScope, Routes } from '../http/app.ts';

/** Stands before whatever shows the live trace of an attempt: its cohort may do without. */
export function traceGuard(cohorts: CohortDesk): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.use('/api/attempts/:id/trace/*', (c, next) => {
    cohorts.refuseTrace(c.req.param('id'));
    return next();
  });
  return app;
}
