import { Hono } from 'hono';
import { memberSync, newPlatform, type CohortLti, type PlatformView } from '#site/protocol/lti.ts';
import type { Audited } from '../accounts/audited.ts';
import { randomId } from '../accounts/random-id.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import { ltiPath } from '../lti/addresses.ts';
import { isSafeAddress } from '../outbox/safe-address.ts';
import type { PlatformClient } from '../lti/platform-client.ts';
import type { ScoreChannel } from '../lti/score-channel.ts';
import { syncMembers } from '../lti/sync-members.ts';
import { findCourseById, listCoursesOf, listLinksOf, type LtiCourse } from '../state/lti-course-rows.ts';
import {
  deletePlatform,
  findPlatform,
  insertPlatform,
  listPlatforms,
  type Platform,
} from '../state/lti-platform-rows.ts';
import { listMembers } from '../state/cohort-member-rows.ts';
import type { Database } from '../state/open-database.ts';
import { lastOf, listLetters } from '../state/outbox-rows.ts';
import { adminsOnly } from './account-routes.ts';
import { getCohort, teachersOnly } from './cohort-routes.ts';

export interface LtiStaffRoutesOptions {
  readonly db: Database;
  readonly now: () => Date;
  readonly cohorts: CohortDesk;
  readonly audited: Audited;
  readonly client: PlatformClient;
  readonly scores: ScoreChannel;
  readonly origin: () => string;
}

const mostShown = 50;
const syncMs = 60_000;

/** Platforms that may launch us, and what a cohort is on one. */
export function ltiStaffRoutes(options: LtiStaffRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  addPlatforms(app, options);
  addCohort(app, options);
  return app;
}

function addPlatforms(app: Routes, { db, now, audited, origin }: LtiStaffRoutesOptions): void {
  app.get(
    '/api/lti/platforms',
    audited({
      action: 'lti.list',
      may: adminsOnly,
      run: async ({ c }) =>
        c.json({ tool: toolView(origin()), platforms: (await listPlatforms(db)).map(platformView) }),
    }),
  );
  app.post(
    '/api/lti/platforms',
    audited({
      action: 'lti.add',
      may: adminsOnly,
      run: async ({ c, note }) => {
        const wanted = await readJson(c, newPlatform);
        note({ details: { ...wanted } });
        for (const url of [wanted.loginUrl, wanted.tokenUrl, wanted.keysUrl])
          if (!isSafeAddress(url)) throw notOverTls(url);
        const platform: Platform = { ...wanted, id: randomId(), createdAt: now() };
        if (!(await insertPlatform(db, platform))) throw knownAlready(wanted.issuer);
        note({ target: platform.id });
        return c.json({ tool: toolView(origin()), platform: platformView(platform) }, 201);
      },
    }),
  );
  app.delete(
    '/api/lti/platforms/:platform',
    audited({
      action: 'lti.remove',
      may: adminsOnly,
      run: async ({ c, param, note }) => {
        note({ target: param('platform') });
        if (!(await deletePlatform(db, param('platform')))) throw noSuchPlatform();
        return c.body(null, 204);
      },
    }),
  );
}

function addCohort(app: Routes, options: LtiStaffRoutesOptions): void {
  const { db, audited, cohorts, scores } = options;
  const may = teachersOnly(cohorts);
  app.get(
    '/api/cohorts/:id/lti',
    audited({ action: 'lti.read', may, run: async ({ c, param }) => c.json(await readLti(db, param('id'))) }),
  );
  app.post(
    '/api/cohorts/:id/lti/members',
    audited({
      action: 'lti.sync-members',
      may,
      run: async ({ c, param, note }) => {
        const wanted = await readJson(c, memberSync);
        const cohort = await getCohort(db, param('id'));
        const course = await findCourseById(db, wanted.course);
        if (course?.cohort !== cohort.id) throw noSuchCourse();
        const signal = AbortSignal.timeout(syncMs);
        const report = await syncMembers({ ...options, cohort, course, signal }, wanted.dryRun);
        note({ details: { dryRun: report.dryRun, rows: report.rows.length } });
        return c.json(report);
      },
    }),
  );
  app.post(
    '/api/cohorts/:id/lti/scores',
    audited({
      action: 'lti.send-scores',
      may,
      run: async ({ c, param }) => {
        await getCohort(db, param('id'));
        await db.transaction().execute((tx) => scores.noteAll(tx, param('id')));
        scores.wake();
        return c.json(await readLti(db, param('id')));
      },
    }),
  );
}

async function readLti(db: Database, cohort: string): Promise<CohortLti> {
  const courses = await listCoursesOf(db, cohort);
  const links = new Map((await listLinksOf(db, cohort)).map((link) => [link.id, link]));
  const names = new Map((await listMembers(db, cohort)).map(({ account, name }) => [account, name]));
  const letters = await listLetters(db, { channel: 'lti', receivers: [...links.keys()] }, mostShown);
  return {
    courses: await Promise.all(courses.map((course) => courseView(db, course))),
    scores: letters.map((letter) => ({
      learner: names.get(letter.learner) ?? 'somebody who left',
      activity: links.get(letter.receiver)?.title ?? '',
      state: letter.state,
      createdAt: letter.createdAt.toISOString(),
      tries: letter.tries.length,
      last: lastOf(letter),
    })),
  };
}

async function courseView(
  db: Database,
  { id, title, platform, membershipsUrl }: LtiCourse,
): Promise<CohortLti['courses'][number]> {
  const { name = '' } = (await findPlatform(db, platform)) ?? {};
  return { id, title, platform: name, tellsMembers: membershipsUrl !== undefined };
}

function platformView({ createdAt, ...rest }: Platform): PlatformView {
  return { ...rest, deployments: [...rest.deployments], createdAt: createdAt.toISOString() };
}

function toolView(origin: string) {
  return {
    login: `${origin}${ltiPath.login}`,
    launch: `${origin}${ltiPath.launch}`,
    keys: `${origin}${ltiPath.keys}`,
    pick: `${origin}${ltiPath.pick}`,
  };
}

function notOverTls(url: string): RequestFault {
  return new RequestFault(400, {
    code: 'PROTOCOL',
    message: `${url} is no address of a platform: it has to be HTTPS.`,
    hint: 'Without it only on this very machine, as for a try.',
  });
}

function knownAlready(issuer: string): RequestFault {
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: `The platform ${issuer} is registered with this client id already.`,
    hint: 'Remove it first to register it anew; its courses keep their cohorts, but are opened anew.',
  });
}

function noSuchPlatform(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'There is no such platform.',
    hint: '`kindlab lti list` shows those there are.',
  });
}

function noSuchCourse(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'This cohort is no such course of a platform.',
    hint: 'Reload the page to see which it is.',
  });
}
