import { Hono, type Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Catalog } from '#labs/lab.ts';
import { pageIn } from '#site/languages/languages.ts';
import { hashToken } from '../accounts/random-id.ts';
import { faultToProblem, RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { addressOf } from '../http/client-of.ts';
import { readForm } from '../http/read-form.ts';
import { reportTrouble } from '../incident.ts';
import { ltiPath } from '../lti/addresses.ts';
import type { ArrivalDesk } from '../lti/arrival-desk.ts';
import { claimName, isPickingMessage } from '../lti/claims.ts';
import type { KeyRing } from '../lti/key-ring.ts';
import { launchPost, loginRequest, type LaunchDesk, type LoginRequest } from '../lti/launch-desk.ts';
import { ownWindowPage, pickedPage, pickPage, refusedPage } from '../lti/launch-pages.ts';
import type { PickingDesk } from '../lti/picking-desk.ts';
import { speechFor } from '../lti/speech.ts';
import { beginSession, type SessionRoutesOptions } from './session-routes.ts';

export interface LtiRoutesOptions extends SessionRoutesOptions {
  readonly catalog: Catalog;
  readonly launches: LaunchDesk;
  readonly arrivals: ArrivalDesk;
  readonly pickings: PickingDesk;
  readonly keys: KeyRing;
}

const holderSeconds = 600;
const arrivalSeconds = 60;
const arrivalCookie = 'kindlab-lti-arrival';
const keysSeconds = 3600;
const pickPost = z.object({ handle: z.string().max(200), lab: z.string().max(60) });

/** Where platforms send browsers. What goes wrong is told on a page, for there is a person in front of it. */
export function ltiRoutes(options: LtiRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  addLaunch(app, options);
  addPicking(app, options);
  return app;
}

type Answer = (c: Context<RequestScope>) => Promise<Response>;

function page(answer: Answer): Answer {
  return async (c) => {
    try {
      return await answer(c);
    } catch (error) {
      const fault = reportTrouble(c.get('log'), error, { part: 'lti', path: c.req.path });
      return refusedPage(speechFor(c), fault, faultToProblem(fault).status);
    }
  };
}

function addLaunch(app: Routes, options: LtiRoutesOptions): void {
  const { launches, arrivals, pickings, catalog } = options;
  app.on(
    ['GET', 'POST'],
    ltiPath.login,
    page(async (c) => {
      const asked = c.req.method === 'GET' ? parseLogin(c.req.query()) : await readForm(c, loginRequest);
      const origin = originOf(c, options);
      if (isInFrame(c) && !isPicking(asked, origin)) return ownWindowPage(speechFor(c), loginHref(asked));
      const { url, state, holder } = await launches.begin(asked, `${origin}${ltiPath.launch}`);
      // None: the platform's page posts it back. Partitioned: while teachers pick, we are within that page.
      const attributes = { path: '/api/lti', httpOnly: true, secure: true, sameSite: 'None' as const };
      setCookie(c, holderCookie(state), holder, {
        ...attributes,
        maxAge: holderSeconds,
        partitioned: isInFrame(c),
      });
      return c.redirect(url.href);
    }),
  );
  app.post(
    ltiPath.launch,
    page(async (c) => {
      const posted = await readForm(c, launchPost);
      const holder = getCookie(c, holderCookie(posted.state));
      deleteCookie(c, holderCookie(posted.state), { path: '/api/lti', secure: true });
      const { platform, claims } = await launches.finish(posted, holder);
      if (isPickingMessage(claims)) {
        const speech = speechFor(c, claims[claimName.presentation]?.locale);
        return pickPage(speech, catalog, pickings.begin(platform, claims));
      }
      setCookie(c, arrivalCookie, arrivals.announce(platform, claims), {
        path: ltiPath.enter,
        httpOnly: true,
        secure: options.cookie.isSecure(c),
        sameSite: 'Lax',
        maxAge: arrivalSeconds,
      });
      return c.redirect(ltiPath.enter, 303);
    }),
  );
  app.get(
    ltiPath.enter,
    page(async (c) => {
      const ticket = getCookie(c, arrivalCookie) ?? '';
      deleteCookie(c, arrivalCookie, { path: ltiPath.enter });
      const { account, page: next, locale } = await arrivals.enter(ticket, c.get('viewer'), addressOf(c));
      await beginSession(c, options, account);
      return c.redirect(pageIn(speechFor(c, locale).language, next), 303);
    }),
  );
}

function addPicking(app: Routes, options: LtiRoutesOptions): void {
  const { pickings, keys } = options;
  app.post(
    ltiPath.pick,
    page(async (c) => {
      const { handle, lab } = await readForm(c, pickPost);
      return pickedPage(speechFor(c), await pickings.finish(handle, lab, originOf(c, options)));
    }),
  );
  app.get(ltiPath.keys, async (c) => {
    c.header('cache-control', `public, max-age=${keysSeconds}`);
    return c.json(await keys.published());
  });
}

/** One for each launch, so that two tabs can begin at the same time. */
function holderCookie(state: string): string {
  return `kindlab-lti-${hashToken(state).slice(0, 12)}`;
}

function isInFrame(c: Context): boolean {
  return ['iframe', 'frame', 'embed', 'object'].includes(c.req.header('sec-fetch-dest') ?? '');
}

function isPicking({ target_link_uri }: LoginRequest, origin: string): boolean {
  return target_link_uri === `${origin}${ltiPath.pick}`;
}

/** The address under which the browser sees us, which was found to be ours before. */
function originOf(c: Context, { cookie }: LtiRoutesOptions): string {
  return `${cookie.isSecure(c) ? 'https' : 'http'}://${c.req.header('host') ?? ''}`;
}

function loginHref(asked: LoginRequest): string {
  const given = Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `${ltiPath.login}?${new URLSearchParams(given).toString()}`;
}

function parseLogin(query: Record<string, string>): LoginRequest {
  const parsed = loginRequest.safeParse(query);
  if (parsed.success) return parsed.data;
  throw new RequestFault(400, {
    code: 'PROTOCOL',
    message: `This is no beginning of an LTI launch: ${parsed.error.issues[0]?.path.join('.') ?? ''} is missing or wrong.`,
    hint: 'Open Kindlab from within your course.',
  });
}
