import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Logger } from 'pino';
import type { Identity, IdentityProvider } from '../accounts/identity-provider.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import type { OwnAddress } from '../http/own-address.ts';
import type { Account } from '../state/account-rows.ts';
import { beginSession, type SessionRoutesOptions } from './session-routes.ts';

export interface ProviderRoutesOptions extends SessionRoutesOptions {
  readonly provider: IdentityProvider;
  /** The account that somebody gets; `undefined`: none. */
  readonly admit: (identity: Identity) => Promise<Account | undefined>;
  readonly address: () => OwnAddress;
  readonly log: Logger;
}

export const providerPath = '/api/sign-in/oidc';
const flowCookie = 'kindlab-oidc';
const flowSeconds = 600;
const deadlineMs = 30_000;

/** To the identity provider and back. What goes wrong leads to the sign-in page, which says so. */
export function providerRoutes(options: ProviderRoutesOptions): Routes {
  const { provider, admit, address, cookie, log } = options;
  const app: Routes = new Hono<RequestScope>();
  app.get(providerPath, async (c) => {
    const secure = cookie.isSecure(c);
    const origin = `${secure ? 'https' : 'http'}://${c.req.header('host') ?? ''}`;
    try {
      const next = innerPage(address(), c.req.query('next'));
      const { url, handle } = await provider.begin(`${origin}${providerPath}/callback`, next);
      // Lax: the browser comes back from another site, and has to bring it along.
      setCookie(c, flowCookie, handle, {
        path: providerPath,
        httpOnly: true,
        sameSite: 'Lax',
        secure,
        maxAge: flowSeconds,
      });
      return c.redirect(url.href);
    } catch (error) {
      log.warn({ err: error }, 'the identity provider could not be reached');
      return c.redirect('/sign-in/?problem=provider');
    }
  });
  app.get(`${providerPath}/callback`, async (c) => {
    const handle = getCookie(c, flowCookie) ?? '';
    deleteCookie(c, flowCookie, { path: providerPath });
    try {
      const { search } = new URL(c.req.url);
      const { identity, next } = await provider.finish(handle, search, AbortSignal.timeout(deadlineMs));
      const account = await admit(identity);
      if (account === undefined) return c.redirect('/sign-in/?problem=unknown');
      await beginSession(c, options, account);
      return c.redirect(next);
    } catch (error) {
      log.warn({ err: error }, 'a sign-in at the identity provider failed');
      return c.redirect('/sign-in/?problem=provider');
    }
  });
  return app;
}

/** A page of this site, or else the course: nobody is led elsewhere by a link to us. */
function innerPage({ shown }: OwnAddress, wanted = '/course/'): string {
  const url = URL.canParse(wanted, shown) ? new URL(wanted, shown) : undefined;
  return url?.origin === shown ? `${url.pathname}${url.search}${url.hash}` : '/course/';
}
