import { Hono, type Context } from 'hono';
import type { Catalog } from '#labs/lab.ts';
import { classQuestion } from '#site/protocol/planning.ts';
import type { Audited } from '../accounts/audited.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import { parseTime } from '../cohorts/cohort-times.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import type { ClassPlanner } from '../planning/class-planner.ts';
import { nextOpening } from '../planning/openings.ts';
import type { Database } from '../state/open-database.ts';
import { getCohort, teachersOnly } from './cohort-routes.ts';

export interface PlanningRoutesOptions {
  readonly db: Database;
  readonly catalog: Catalog;
  readonly cohorts: CohortDesk;
  readonly planner: ClassPlanner;
  readonly audited: Audited;
  readonly now: () => Date;
}

const measureMs = 60_000;

/** Whether a class fits on this machine. */
export function planningRoutes(options: PlanningRoutesOptions): Routes {
  const { db, catalog, cohorts, planner, audited, now } = options;
  const app: Routes = new Hono<RequestScope>();
  app.get(
    '/api/cohorts/:id/plan',
    audited({
      action: 'cohort.plan',
      may: teachersOnly(cohorts),
      run: async ({ c, param }) => {
        const cohort = await getCohort(db, param('id'));
        const { learners = cohort.seats, start } = readQuestion(c);
        const course = catalog.labs.map(({ id }) => id);
        const startsAt =
          start === undefined
            ? (nextOpening(cohort, course, now())?.at ?? cohort.startsAt)
            : parseTime(start, cohort.timeZone, 'start');
        const labs = cohort.labs.map(({ lab }) => lab);
        const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(measureMs)]);
        return c.json(await planner.plan({ learners, startsAt, labs }, signal));
      },
    }),
  );
  return app;
}

function readQuestion(c: Context<RequestScope>) {
  const asked = classQuestion.safeParse(c.req.query());
  if (asked.success) return asked.data;
  throw new RequestFault(400, {
    code: 'PROTOCOL',
    message: '`learners` has to be a whole number from 1 to 2000, and `start` a date and time.',
    hint: 'Leave them out for the seats of the cohort and the time when its next lab opens.',
  });
}
