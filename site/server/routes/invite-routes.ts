import { Hono } from 'hono';
import { newInvite, type MadeInvite } from '#site/protocol/accounts.ts';
import type { Audited } from '../accounts/audited.ts';
import type { InviteBook, IssuedInvite } from '../accounts/invite-book.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import { deleteInvite, findInviteById, listInvites, type Invite } from '../state/invite-rows.ts';
import type { Database } from '../state/open-database.ts';
import { adminsOnly } from './account-routes.ts';

export interface InviteRoutesOptions {
  readonly db: Database;
  readonly invites: InviteBook;
  readonly audited: Audited;
  /** Where people find this server, such as https://lab.example */
  readonly origin: () => string;
}

/** Invitations by link or code: made, listed, taken back. */
export function inviteRoutes({ db, invites, audited, origin }: InviteRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.post(
    '/api/invites',
    audited({
      action: 'invite.make',
      may: adminsOnly,
      run: async ({ c, viewer, note }) => {
        const wanted = await readJson(c, newInvite);
        const issued = await invites.issue(wanted, viewer.id);
        note({ target: issued.invite.id, details: { ...wanted } });
        return c.json(madeInvite(issued, origin()), 201);
      },
    }),
  );
  app.get(
    '/api/invites',
    audited({
      action: 'invite.list',
      may: adminsOnly,
      run: async ({ c }) => c.json({ invites: (await listInvites(db, undefined)).map(inviteView) }),
    }),
  );
  app.delete(
    '/api/invites/:id',
    audited({
      action: 'invite.revoke',
      may: adminsOnly,
      run: async ({ c, note, param }) => {
        note({ target: param('id') });
        const invite = await findInviteById(db, param('id'));
        if (invite === undefined) throw noSuchInvite('`GET /api/invites` lists those there are.');
        await deleteInvite(db, invite.id);
        return c.body(null, 204);
      },
    }),
  );
  return app;
}

export function madeInvite({ invite, code }: IssuedInvite, origin: string): MadeInvite {
  return { id: invite.id, code, link: joinLink(origin, code), expiresAt: invite.expiresAt.toISOString() };
}

/** The code stands behind the #, which browsers keep to themselves: it is in no log and no Referer. */
export function joinLink(origin: string, code: string): string {
  return `${origin}/join/#${code}`;
}

export function inviteView({ id, role, cohort, email, usesLeft, createdAt, expiresAt }: Invite) {
  return {
    id,
    role,
    cohort: cohort ?? null,
    email: email ?? null,
    usesLeft,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

export function noSuchInvite(hint: string): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'There is no such invitation.',
    hint,
  });
}
