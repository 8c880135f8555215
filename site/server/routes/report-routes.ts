import { Hono } from 'hono';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { Fault } from '#containers/contract/fault.ts';
import type { Catalog, Exercise, Lab } from '#labs/lab.ts';
import { reportRequest } from '#site/protocol/report.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { CheckDesk } from '../checks/check-desk.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import { gatherReport } from '../reports/gather-report.ts';
import { RateLimit } from '../reports/rate-limit.ts';
import type { ReportStore } from '../reports/report-store.ts';
import type { TraceDesk } from '../trace/trace-desk.ts';

export interface ReportRoutesOptions {
  readonly catalog: Catalog;
  readonly book: AttemptBook;
  readonly desk: CheckDesk;
  readonly traces: TraceDesk;
  readonly store: ReportStore;
  /** `undefined` until the runtime is ready. */
  readonly bundle: () => RuntimeBundle | undefined;
  readonly now: () => Date;
}

const mostAnHour = 5;
const hourMs = 3_600_000;

/** “This lab is broken”: keeps what an author needs, and answers with its id. */
export function reportRoutes(options: ReportRoutesOptions): Routes {
  const { catalog, book, desk, traces, store, now } = options;
  const app: Routes = new Hono<RequestScope>();
  const limit = new RateLimit({ most: mostAnHour, withinMs: hourMs, now });
  app.post('/api/labs/:lab/report', async (c) => {
    const lab = catalog.getLab(c.req.param('lab'));
    const { exercise: wanted, note } = await readJson(c, reportRequest);
    const exercise = exerciseOf(lab, wanted);
    const learner = c.get('learner');
    if (!limit.take(learner)) throw tooMany();
    const complaint = { learner, lab, exercise, note, attempt: book.find(learner, lab.id) };
    const witnesses = { desk, traces, bundle: options.bundle(), now };
    const { id } = await store.save(await gatherReport(complaint, witnesses));
    c.get('log').warn({ report: id, lab: lab.id, exercise: exercise.id }, 'a learner reports a broken lab');
    return c.json({ id }, 201);
  });
  return app;
}

function exerciseOf(lab: Lab, id: string): Exercise {
  const exercise = lab.exercises.find((candidate) => candidate.id === id);
  if (exercise !== undefined) return exercise;
  throw new Fault({
    code: 'NOT_FOUND',
    audience: 'learner',
    message: `The lab ${lab.id} has no exercise \`${id}\`.`,
    hint: 'Reload the page: the lab may have changed since.',
  });
}

function tooMany(): Fault {
  return new Fault({
    code: 'QUOTA',
    audience: 'learner',
    message: `You have sent ${mostAnHour} reports within the hour, as many as are taken.`,
    hint: 'What you have sent is kept. Tell whoever runs this server if it can not wait.',
  });
}
