import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';

export const cookieName = 'kindlab-preview';

/** Between two neighbours only, as HTTP says; and what would reach beyond the one service. */
const notOn = new Set([
  ...[
    'connection',
    'keep-alive',
    'proxy-authenticate',
    'proxy-authorization',
    'proxy-connection',
    'te',
    'trailer',
  ],
  ...[
    'transfer-encoding',
    'upgrade',
    'set-cookie',
    'strict-transport-security',
    'alt-svc',
    'service-worker-allowed',
  ],
]);

/** The value of our own cookie. */
export function sessionIn({ cookie }: IncomingHttpHeaders): string | undefined {
  return cookiesIn(cookie).find(([name]) => name === cookieName)?.[1];
}

/** Whether a request that changes something comes from the preview's own pages. */
export function isOwnOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

/** What the service gets to see: everything but our cookie. */
export function forwardedHeaders({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !notOn.has(name) && name !== 'cookie');
  const cookies = cookiesIn(headers.cookie).filter(([name]) => name !== cookieName);
  const cookie = cookies.map(([name, value]) => `${name}=${value}`).join('; ');
  return { ...Object.fromEntries(kept), ...(cookie === '' ? {} : { cookie }) };
}

/** What the browser gets to see. Cookies of the service are for this one name, and none takes the place of ours. */
export function answeredHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !notOn.has(name));
  const cookies = (headers['set-cookie'] ?? [])
    .filter((cookie) => !cookie.trimStart().toLowerCase().startsWith(`${cookieName}=`))
    .map((cookie) => cookie.replaceAll(/;\s*domain=[^;]*/gi, ''));
  return {
    'referrer-policy': 'no-referrer',
    ...Object.fromEntries(kept),
    ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }),
    // A page of the service never holds a window of the main site.
    'cross-origin-opener-policy': 'same-origin',
  };
}

function cookiesIn(header: string | undefined): readonly (readonly [string, string])[] {
  return (header ?? '').split(';').flatMap((part): (readonly [string, string])[] => {
    const at = part.indexOf('=');
    return at < 0 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()]];
  });
}
