import { Hono } from 'hono';
import { cohortInvite, roster } from '#site/protocol/cohorts.ts';
import type { Audited } from '../accounts/audited.ts';
import type { InviteBook } from '../accounts/invite-book.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import { memberView } from '../cohorts/export-cohort.ts';
import { leavingOf } from '../cohorts/leaving.ts';
import { importRoster, planRoster } from '../cohorts/import-roster.ts';
import { writeRoster } from '../cohorts/roster.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import { listAuditEvents } from '../state/audit-rows.ts';
import { deleteMember, listMembers } from '../state/cohort-member-rows.ts';
import { deleteInvite, findInviteById, listInvites } from '../state/invite-rows.ts';
import type { Database } from '../state/open-database.ts';
import { auditQuery, auditView } from './audit-routes.ts';
import { getCohort, teachersOnly } from './cohort-routes.ts';
import { inviteView, joinLink, madeInvite, noSuchInvite } from './invite-routes.ts';

export interface RosterRoutesOptions {
  readonly db: Database;
  readonly book: AttemptBook;
  readonly now: () => Date;
  readonly cohorts: CohortDesk;
  readonly invites: InviteBook;
  readonly audited: Audited;
  readonly origin: () => string;
}

/** Who is in a cohort and how they get in; what staff did there. */
export function rosterRoutes(options: RosterRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  addMembers(app, options);
  addCodes(app, options);
  return app;
}

const base = '/api/cohorts/:id';

function addMembers(app: Routes, options: RosterRoutesOptions): void {
  const { db, cohorts, audited } = options;
  const may = teachersOnly(cohorts);
  app.get(
    `${base}/members`,
    audited({
      action: 'cohort.members',
      may,
      run: async ({ c, param }) => c.json({ members: (await listMembers(db, param('id'))).map(memberView) }),
    }),
  );
  app.get(
    `${base}/members/:account/leaving`,
    audited({
      action: 'cohort.look-at-member',
      may,
      run: async ({ c, param, note }) => {
        note({ target: param('account') });
        const members = await listMembers(db, param('id'));
        const member = members.find(({ account }) => account === param('account'));
        if (member === undefined) throw noMember();
        return c.json(await leavingOf(options, param('id'), member));
      },
    }),
  );
  app.delete(
    `${base}/members/:account`,
    audited({
      action: 'cohort.remove-member',
      may,
      run: async ({ c, param, note }) => {
        note({ target: param('account') });
        if (!(await deleteMember(db, param('id'), param('account')))) throw noMember();
        cohorts.joined({ cohort: param('id') });
        return c.body(null, 204);
      },
    }),
  );
  addRoster(app, options);
}

function addRoster(app: Routes, { db, cohorts, invites, audited, origin }: RosterRoutesOptions): void {
  const may = teachersOnly(cohorts);
  app.post(
    `${base}/roster`,
    audited({
      action: 'cohort.import-roster',
      may,
      run: async ({ c, viewer, param, note }) => {
        const { csv, dryRun, days } = await readJson(c, roster);
        const cohort = await getCohort(db, param('id'));
        const linkOf = (code: string): string => joinLink(origin(), code);
        const job = { db, cohort, cohorts, invites, days, by: viewer.id, linkOf };
        const report = dryRun ? await planRoster(job, csv) : await importRoster(job, csv);
        note({ details: { dryRun, rows: report.rows.length } });
        return c.json(report);
      },
    }),
  );
  app.get(
    `${base}/roster.csv`,
    audited({
      action: 'cohort.export-roster',
      may,
      run: async ({ c, param }) => {
        c.header('content-disposition', `attachment; filename="roster-${param('id')}.csv"`);
        c.header('content-type', 'text/csv; charset=utf-8');
        return c.body(writeRoster(await listMembers(db, param('id'))));
      },
    }),
  );
}

function addCodes(app: Routes, { db, cohorts, invites, audited, origin }: RosterRoutesOptions): void {
  const may = teachersOnly(cohorts);
  app.post(
    `${base}/invites`,
    audited({
      action: 'cohort.invite',
      may,
      run: async ({ c, viewer, param, note }) => {
        const wanted = await readJson(c, cohortInvite);
        const cohort = await getCohort(db, param('id'));
        const issued = await invites.issue({ ...wanted, cohort: cohort.id }, viewer.id);
        note({ target: issued.invite.id, details: { ...wanted } });
        return c.json(madeInvite(issued, origin()), 201);
      },
    }),
  );
  app.get(
    `${base}/invites`,
    audited({
      action: 'cohort.invites',
      may,
      run: async ({ c, param }) => c.json({ invites: (await listInvites(db, param('id'))).map(inviteView) }),
    }),
  );
  app.delete(
    `${base}/invites/:invite`,
    audited({
      action: 'cohort.revoke-invite',
      may,
      run: async ({ c, param, note }) => {
        note({ target: param('invite') });
        const invite = await findInviteById(db, param('invite'));
        // That of another cohort is none of theirs, and does not exist for them.
        if (invite?.cohort !== param('id')) throw noSuchInvite('Reload the list of codes.');
        await deleteInvite(db, invite.id);
        return c.body(null, 204);
      },
    }),
  );
  app.get(
    `${base}/audit`,
    audited({
      action: 'cohort.audit',
      may,
      run: async ({ c, param }) => {
        const events = await listAuditEvents(db, { ...auditQuery(c), cohort: param('id') });
        return c.json({ events: events.map(auditView) });
      },
    }),
  );
}

function noMember(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'Nobody with this id is in the cohort.',
    hint: 'Reload the list of members.',
  });
}
