import { Hono } from 'hono';
import type { Catalog } from '#labs/lab.ts';
import { newOverride } from '#site/protocol/marks.ts';
import type { Quiz } from '#site/quizzes/quiz-schema.ts';
import type { Audited, StaffCall } from '../accounts/audited.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import { keyOf, readGradebook } from '../marks/gradebook.ts';
import { readInsights } from '../marks/insights.ts';
import { readItemReport } from '../marks/item-report.ts';
import { writeItems } from '../marks/write-items.ts';
import { writeMarks } from '../marks/write-marks.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { listCohortsOf } from '../state/cohort-rows.ts';
import type { Database } from '../state/open-database.ts';
import { appendOverride } from '../state/override-rows.ts';
import { getCohort, teachersOnly } from './cohort-routes.ts';

export interface MarkRoutesOptions {
  readonly db: Database;
  readonly catalog: Catalog;
  readonly quizzes: readonly Quiz[];
  readonly cohorts: CohortDesk;
  readonly audited: Audited;
  readonly now: () => Date;
  readonly outbox: Outbox;
}

/** Marks: of a cohort for who teaches it, and one's own; and how the cohort gets on. */
export function markRoutes(options: MarkRoutesOptions): Routes {
  const { db, cohorts, audited } = options;
  const app: Routes = new Hono<RequestScope>();
  const may = teachersOnly(cohorts);
  app.get('/api/marks', async (c) => {
    const mine = await listCohortsOf(db, c.get('learner'), 'learner');
    const books = mine.map((cohort) => readGradebook(options, cohort, c.get('learner')));
    return c.json({ cohorts: await Promise.all(books) });
  });
  app.get(
    '/api/cohorts/:id/marks',
    audited({
      action: 'marks.read',
      may,
      run: async ({ c, param }) => c.json(await readGradebook(options, await getCohort(db, param('id')))),
    }),
  );
  app.get(
    '/api/cohorts/:id/marks.csv',
    audited({
      action: 'marks.export',
      may,
      run: async ({ c, param }) => {
        const book = await readGradebook(options, await getCohort(db, param('id')));
        c.header('content-disposition', `attachment; filename="marks-${param('id')}.csv"`);
        c.header('content-type', 'text/csv; charset=utf-8');
        return c.body(writeMarks(book));
      },
    }),
  );
  app.get(
    '/api/cohorts/:id/insights',
    audited({
      action: 'insights.read',
      may,
      run: async ({ c, param }) => c.json(await readInsights(options, await getCohort(db, param('id')))),
    }),
  );
  app.post(
    '/api/cohorts/:id/marks/:learner/:lab/:exercise',
    audited({ action: 'marks.override', may, run: (call) => override(options, call) }),
  );
  addItems(app, options);
  return app;
}

function addItems(app: Routes, options: MarkRoutesOptions): void {
  const { db, cohorts, audited } = options;
  const may = teachersOnly(cohorts);
  app.get(
    '/api/cohorts/:id/items',
    audited({
      action: 'items.read',
      may,
      run: async ({ c, param }) => c.json(await readItemReport(options, await getCohort(db, param('id')))),
    }),
  );
  app.get(
    '/api/cohorts/:id/items.csv',
    audited({
      action: 'items.export',
      may,
      run: async ({ c, param }) => {
        const report = await readItemReport(options, await getCohort(db, param('id')));
        c.header('content-disposition', `attachment; filename="items-${param('id')}.csv"`);
        c.header('content-type', 'text/csv; charset=utf-8');
        return c.body(writeItems(report));
      },
    }),
  );
}

async function override(
  options: MarkRoutesOptions,
  { c, viewer, param, note }: StaffCall,
): Promise<Response> {
  const { db, now, outbox } = options;
  const cohort = await getCohort(db, param('id'));
  const [learner, lab, exercise] = [param('learner'), param('lab'), param('exercise')];
  const { points, reason } = await readJson(c, newOverride);
  note({ target: learner, details: { lab, exercise, points, reason } });
  const before = await readGradebook(options, cohort, learner);
  const column = before.columns.find((each) => each.lab === lab && each.exercise === exercise);
  if (before.learners.length === 0 || column === undefined) throw noSuchMark();
  if (points !== null && points > column.of) throw tooMuch(column.of);
  note({ details: { computed: before.learners[0]?.marks[keyOf(column)]?.computed ?? 0 } });
  const author = { id: viewer.id, name: viewer.name };
  const at = now();
  await outbox.noteWith(async (tx) => {
    await appendOverride(tx, cohort.id, { learner, lab, exercise, points, reason, author, at });
    const about = { at, learner, lab, cohort: cohort.id, exercise };
    return [{ ...about, kind: 'overridden', points, reason, by: viewer.name }];
  });
  const after = await readGradebook(options, cohort, learner);
  return c.json(after.learners[0]?.marks[keyOf(column)]);
}

function noSuchMark(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'There is no such mark: the learner or the exercise is not part of this cohort.',
    hint: '`kindlab cohort marks <id>` shows those there are.',
  });
}

function tooMuch(of: number): RequestFault {
  return new RequestFault(400, {
    code: 'PROTOCOL',
    message: `This exercise has ${of} points; more can't be given.`,
    hint: 'Give at most that many.',
  });
}
