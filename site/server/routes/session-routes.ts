import { Hono, type Context } from 'hono';
import { passwordChange, signIn, type SessionView, type ViewerView } from '#site/protocol/accounts.ts';
import type { AuditLog } from '../accounts/audit-log.ts';
import type { AuthMode } from '../accounts/gate.ts';
import type { SessionBook } from '../accounts/session-book.ts';
import type { SessionCookie } from '../accounts/session-cookie.ts';
import type { SignIn } from '../accounts/sign-in.ts';
import { isStaff, signInFirst, type Viewer } from '../accounts/viewer.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { addressOf, originOf } from '../http/client-of.ts';
import { readJson } from '../http/read-json.ts';
import type { Account } from '../state/account-rows.ts';

export interface SessionRoutesOptions {
  readonly auth: AuthMode;
  readonly sessions: SessionBook;
  readonly cookie: SessionCookie;
  readonly signIn: SignIn;
  readonly audit: AuditLog;
  /** Identity providers, to be shown on the sign-in page. */
  readonly providers: SessionView['providers'];
}

/** Who asks, signing in and out, and where one is signed in. */
export function sessionRoutes(options: SessionRoutesOptions): Routes {
  const { auth, sessions, cookie } = options;
  const app: Routes = new Hono<RequestScope>();
  app.get('/api/session', (c) => c.json(viewOf(options, c.get('viewer'))));
  app.post('/api/session', async (c) => {
    if (auth === 'none') throw noAccounts();
    const account = await options.signIn.byPassword(await readJson(c, signIn), addressOf(c));
    return c.json(await beginSession(c, options, account));
  });
  app.delete('/api/session', async (c) => {
    const viewer = c.get('viewer');
    if (viewer?.session !== undefined) await sessions.revoke(viewer.id, viewer.session.id);
    cookie.clear(c);
    return c.body(null, 204);
  });
  app.get('/api/sessions', async (c) => {
    const viewer = signedIn(c);
    const mine = await sessions.list(viewer.id);
    return c.json({
      sessions: mine.map(({ id, createdAt, seenAt, expiresAt, browser, address }) => ({
        id,
        current: id === viewer.session?.id,
        createdAt: createdAt.toISOString(),
        seenAt: seenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        browser,
        address,
      })),
    });
  });
  app.delete('/api/sessions', async (c) => {
    const viewer = signedIn(c);
    await sessions.revokeAll(viewer.id, viewer.session?.id);
    return c.body(null, 204);
  });
  app.delete('/api/sessions/:id', async (c) => {
    if (!(await sessions.revoke(signedIn(c).id, c.req.param('id')))) throw noSuchSession();
    return c.body(null, 204);
  });
  app.post('/api/password', async (c) => {
    const viewer = signedIn(c);
    await options.signIn.changePassword(viewer, await readJson(c, passwordChange), addressOf(c));
    await sessions.revokeAll(viewer.id, viewer.session?.id);
    return c.body(null, 204);
  });
  return app;
}

/** Signs the browser in: a new token, and the one it came with is worth nothing any more. */
export async function beginSession(
  c: Context<RequestScope>,
  options: SessionRoutesOptions,
  account: Account,
): Promise<SessionView> {
  const { sessions, cookie, audit } = options;
  const before = c.get('viewer');
  if (before?.session !== undefined) await sessions.revoke(before.id, before.session.id);
  const token = await sessions.begin(account, originOf(c));
  cookie.write(c, token);
  const viewer = await sessions.find(token);
  if (viewer === undefined) throw signInFirst();
  if (isStaff(viewer)) await audit.done({ viewer, address: addressOf(c) }, { action: 'session.begin' });
  return viewOf(options, viewer);
}

export function viewOf(
  { auth, providers }: Pick<SessionRoutesOptions, 'auth' | 'providers'>,
  viewer: Viewer | undefined,
): SessionView {
  return { auth, viewer: viewer === undefined ? null : viewerView(viewer), providers: [...providers] };
}

function viewerView({ id, name, email, role, hasPassword }: Viewer): ViewerView {
  return { id, name, email: email ?? null, role, hasPassword };
}

function signedIn(c: Context<RequestScope>): Viewer {
  const viewer = c.get('viewer');
  if (viewer?.session === undefined) throw noAccounts();
  return viewer;
}

export function noAccounts(): RequestFault {
  return new RequestFault(409, {
    code: 'NOT_ALLOWED',
    message: 'This server works without accounts: everybody who reaches it is the one local learner.',
    hint: 'Start it with `--auth accounts` to have people sign in.',
  });
}

function noSuchSession(): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: 'You have no such session; it may have ended by itself.',
    hint: 'Reload the page to see where you are signed in.',
  });
}
