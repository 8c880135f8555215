import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { auditList } from '#site/protocol/accounts.ts';
import type { Audited } from '../accounts/audited.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { listAuditEvents, type AuditEvent, type AuditQuery } from '../state/audit-rows.ts';
import type { Database } from '../state/open-database.ts';
import { adminsOnly } from './account-routes.ts';

const query = z.object({ before: z.coerce.number().int().positive().optional() });

/** What staff did and were refused, newest first. */
export function auditRoutes({ db, audited }: { readonly db: Database; readonly audited: Audited }): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.get(
    '/api/audit',
    audited({
      action: 'audit.read',
      may: adminsOnly,
      run: async ({ c }) => {
        const events = await listAuditEvents(db, auditQuery(c));
        return c.json({ events: events.map(auditView) });
      },
    }),
  );
  return app;
}

/** Which page of the log is asked for. Throws a RequestFault 400. */
export function auditQuery(c: Context<RequestScope>): AuditQuery {
  const asked = query.safeParse(c.req.query());
  if (!asked.success) throw badQuery();
  return asked.data;
}

export function auditView({
  at,
  cohort,
  target,
  ...rest
}: AuditEvent & { readonly id: number }): z.infer<typeof auditList>['events'][number] {
  return { ...rest, at: at.toISOString(), cohort: cohort ?? null, target: target ?? null };
}

function badQuery(): RequestFault {
  return new RequestFault(400, {
    code: 'PROTOCOL',
    message: '`before` has to be the id of an event.',
    hint: 'Leave it out for the newest events; then give the last id of each answer.',
  });
}
