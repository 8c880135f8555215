import { Hono } from 'hono';
import { join, joinLook, type JoinOffer } from '#site/protocol/accounts.ts';
import { signInFirst } from '../accounts/viewer.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { addressOf } from '../http/client-of.ts';
import { readJson } from '../http/read-json.ts';
import { findAccount } from '../state/account-rows.ts';
import { findCohort } from '../state/cohort-rows.ts';
import type { Database } from '../state/open-database.ts';
import { beginSession, noAccounts, type SessionRoutesOptions } from './session-routes.ts';

export interface JoinRoutesOptions extends SessionRoutesOptions {
  readonly db: Database;
}

/** What a code is good for, and using it: for a new account, or for the one that is signed in. */
export function joinRoutes(options: JoinRoutesOptions): Routes {
  const { auth, db, signIn } = options;
  const app: Routes = new Hono<RequestScope>();
  app.post('/api/join/look', async (c) => {
    if (auth === 'none') throw noAccounts();
    const { code } = await readJson(c, joinLook);
    const { role, email, name, cohort } = await signIn.look(code, addressOf(c));
    const offer: JoinOffer = {
      role,
      cohort: cohort === undefined ? null : ((await findCohort(db, cohort))?.name ?? null),
      email: email ?? null,
      name: name ?? null,
      signedIn: c.get('viewer') !== undefined,
    };
    return c.json(offer);
  });
  app.post('/api/join', async (c) => {
    if (auth === 'none') throw noAccounts();
    const { code, person } = await readJson(c, join);
    const invite = await signIn.look(code, addressOf(c));
    if (person !== undefined) {
      const account = await signIn.joinAs(person, invite);
      return c.json(await beginSession(c, options, account), 201);
    }
    const viewer = c.get('viewer');
    if (viewer === undefined) throw signInFirst();
    await signIn.joinMore(viewer, invite);
    // A new role starts with a new session, so that no older token ever carries it.
    const account = await findAccount(db, viewer.id);
    if (account === undefined) throw signInFirst();
    return c.json(await beginSession(c, options, account));
  });
  return app;
}
