import { sessionView, type SessionView, type ViewerView } from '#site/protocol/accounts.ts';
import { pageHref } from '../language/page-language.ts';
import { request } from '../http/request.ts';

let asked: Promise<SessionView> | undefined;

/** Who is signed in; one request serves every element of the page. */
export function askSession(): Promise<SessionView> {
  asked ??= request({ path: '/api/session', schema: sessionView, signal: AbortSignal.timeout(10_000) });
  return asked;
}

/** Where to go after signing in: a page of this site that the address names, or else the course. */
export function nextPage(): string {
  const wanted = new URLSearchParams(location.search).get('next') ?? pageHref('/course/');
  const url = URL.canParse(wanted, location.origin) ? new URL(wanted, location.origin) : undefined;
  return url?.origin === location.origin ? `${url.pathname}${url.search}${url.hash}` : pageHref('/course/');
}

/** The sign-in page, coming back here afterwards. */
export function signInHref(): string {
  return `${pageHref('/sign-in/')}?next=${encodeURIComponent(location.pathname + location.hash)}`;
}

/** Whether somebody may have programs check and grade. */
export function grades(viewer: ViewerView): boolean {
  return teaches(viewer) || viewer.role === 'grader';
}

/** Whether somebody may have cohorts. */
export function teaches({ role }: ViewerView): boolean {
  return role === 'admin' || role === 'instructor';
}
