import { Hono } from 'hono';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cohortChange, cohortClone, deletion, newCohort, courseId } from '#site/protocol/cohorts.ts';
import type { Catalog } from '#labs/lab.ts';
import type { Audited, StaffCall } from '../accounts/audited.ts';
import { randomId } from '../accounts/random-id.ts';
import { notYours, type Viewer } from '../accounts/viewer.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import { exportCohort } from '../cohorts/export-cohort.ts';
import { changeCohort, cloneCohort, cohortView, planCohort } from '../cohorts/plan-cohort.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import { countLearners, insertMember } from '../state/cohort-member-rows.ts';
import {
  deleteCohort,
  findCohort,
  listCohorts,
  listCohortsOf,
  saveCohort,
  type Cohort,
  type CohortPlan,
} from '../state/cohort-rows.ts';
import type { Database } from '../state/open-database.ts';
import { noAccounts } from './session-routes.ts';

export interface CohortRoutesOptions {
  readonly db: Database;
  readonly catalog: Catalog;
  readonly cohorts: CohortDesk;
  readonly audited: Audited;
  readonly now: () => Date;
  /** Where exports of deleted cohorts are kept. */
  readonly exportDir: string;
}

/** Cohorts: made, listed, changed, cloned, exported, deleted. */
export function cohortRoutes(options: CohortRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  addAll(app, options);
  addOne(app, options);
  return app;
}

/** What concerns no cohort that there is. */
function addAll(app: Routes, options: CohortRoutesOptions): void {
  const { db, audited } = options;
  app.get(
    '/api/cohorts',
    audited({
      action: 'cohort.list',
      may: instructorsOnly,
      run: async ({ c, viewer }) => {
        const mine = viewer.role === 'admin' ? listCohorts(db) : listCohortsOf(db, viewer.id, 'instructor');
        return c.json({ cohorts: await Promise.all((await mine).map((each) => viewOf(db, each))) });
      },
    }),
  );
  app.post(
    '/api/cohorts',
    audited({
      action: 'cohort.create',
      may: instructorsOnly,
      run: async (call) => {
        const plan = planCohort(await readJson(call.c, newCohort), labIds(options));
        return call.c.json(await create(options, call, plan), 201);
      },
    }),
  );
}

/** What concerns one cohort. */
function addOne(app: Routes, options: CohortRoutesOptions): void {
  const { db, cohorts, audited, now } = options;
  const may = teachersOnly(cohorts);
  app.get(
    '/api/cohorts/:id',
    audited({
      action: 'cohort.read',
      may,
      run: async ({ c, param }) => c.json(await viewOf(db, await getCohort(db, param('id')))),
    }),
  );
  app.post(
    '/api/cohorts/:id',
    audited({
      action: 'cohort.change',
      may,
      run: async ({ c, param, note }) => {
        const change = await readJson(c, cohortChange);
        note({ details: { ...change } });
        const changed = changeCohort(await getCohort(db, param('id')), change, labIds(options));
        await saveCohort(db, changed);
        cohorts.changed(changed);
        return c.json(await viewOf(db, changed));
      },
    }),
  );
  app.post(
    '/api/cohorts/:id/clone',
    audited({
      action: 'cohort.clone',
      may,
      run: async (call) => {
        const cohort = await getCohort(db, call.param('id'));
        const plan = cloneCohort(cohort, await readJson(call.c, cohortClone));
        return call.c.json(await create(options, call, plan), 201);
      },
    }),
  );
  app.get(
    '/api/cohorts/:id/export',
    audited({
      action: 'cohort.export',
      may,
      run: async ({ c, param }) => c.json(await exportCohort(db, await getCohort(db, param('id')), now())),
    }),
  );
  app.delete(
    '/api/cohorts/:id',
    audited({ action: 'cohort.delete', may, run: (call) => remove(options, call) }),
  );
}

/** In place of all of it where nobody has an account. */
export function noCohorts(): Routes {
  const app: Routes = new Hono<RequestScope>();
  for (const path of ['/api/cohorts/*', '/api/lti/*'])
    app.all(path, () => {
      throw noAccounts();
    });
  return app;
}

/** Throws a RequestFault 403 for everybody but administrators and instructors. */
function instructorsOnly({ viewer }: StaffCall): void {
  if (viewer.role !== 'admin' && viewer.role !== 'instructor')
    throw notYours('Only instructors may do this.', 'Ask an administrator of this server to make you one.');
}

/** A guard for the calls of one cohort, named by `:id`. */
export function teachersOnly(cohorts: CohortDesk): (call: StaffCall) => Promise<void> {
  return async ({ viewer, param, note }) => {
    note({ cohort: param('id') });
    await cohorts.refuseOthers(viewer, param('id'));
  };
}

/** Throws a RequestFault 404. Only administrators get so far with an id that does not exist. */
export async function getCohort(db: Database, id: string): Promise<Cohort> {
  const cohort = await findCohort(db, id);
  if (cohort !== undefined) return cohort;
  throw new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'There is no such cohort; it may have been deleted.',
    hint: '`kindlab cohort list` shows those there are.',
  });
}

async function viewOf(db: Database, cohort: Cohort) {
  return cohortView(cohort, await countLearners(db, cohort.id));
}

function labIds({ catalog }: CohortRoutesOptions): readonly string[] {
  return catalog.labs.map(({ id }) => id);
}

/** Whoever makes a cohort teaches it. */
async function create({ db, now }: CohortRoutesOptions, { viewer, note }: StaffCall, plan: CohortPlan) {
  const cohort: Cohort = {
    ...plan,
    id: randomId(),
    course: courseId,
    createdBy: viewer.id,
    createdAt: now(),
  };
  await saveCohort(db, cohort);
  if (hasAccount(viewer)) {
    await insertMember(db, { cohort: cohort.id, account: viewer.id, role: 'instructor' }, now());
  }
  note({ cohort: cohort.id, details: { name: cohort.name } });
  return viewOf(db, cohort);
}

function hasAccount({ session }: Viewer): boolean {
  return session !== undefined;
}

async function remove(
  { db, cohorts, now, exportDir }: CohortRoutesOptions,
  { c, param, note }: StaffCall,
): Promise<Response> {
  const cohort = await getCohort(db, param('id'));
  const { name } = await readJson(c, deletion);
  if (name !== cohort.name) throw otherName(cohort);
  const exported = await exportCohort(db, cohort, now());
  const file = path.join(
    exportDir,
    `cohort-${cohort.id}-${exported.exportedAt.replaceAll(/[:.]/g, '')}.json`,
  );
  // Written first: when that fails, nothing is deleted.
  await mkdir(exportDir, { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(exported, null, 2), { mode: 0o600, flag: 'wx' });
  await deleteCohort(db, cohort.id);
  cohorts.deleted(cohort.id);
  note({ details: { name, goes: exported.goes, file } });
  return c.json(exported);
}

function otherName({ name }: Cohort): RequestFault {
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: `This cohort is called “${name}”; nothing was deleted.`,
    hint: 'Give its name to confirm that this is the one.',
  });
}
