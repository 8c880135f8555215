import { randomUUID } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono, type Context } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import type { Histogram } from 'prom-client';
import type { Gate } from '../accounts/gate.ts';
import type { Viewer } from '../accounts/viewer.ts';
import { faultToResponse, RequestFault } from '../fault-to-response.ts';
import { reportTrouble } from '../incident.ts';
import { postedFromElsewhere } from '../lti/addresses.ts';
import { inSpan } from '../operations/in-span.ts';
import { describeSpan, spanOf } from './request-span.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { isHttps, refuseForeignHost, refuseForeignOrigin, type OwnAddress } from './own-address.ts';
import type { StaticSite } from './static-site.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

/** What every request carries. */
export interface RequestScope {
  Variables: {
    requestId: string;
    log: Logger;
    /** The address that the request came from. */
    client: string;
    /** Who asks; `undefined` only in calls that need nobody, such as signing in. */
    viewer: Viewer | undefined;
    /** Whose attempts and answers are meant: the viewer's id. */
    learner: string;
  };
}

export type Routes = Hono<RequestScope>;

export interface AppOptions {
  /** Asked per request: the port is known only once the server listens. */
  readonly address: () => OwnAddress;
  readonly proxies: TrustedProxies;
  readonly log: Logger;
  readonly site: StaticSite;
  readonly gate: Gate;
  readonly routes: readonly Routes[];
  readonly request: Histogram<'method' | 'route' | 'status'>;
}

const reading = new Set(['GET', 'HEAD']);

/** The whole HTTP side: guards first, then the API, then the pages. */
export function createApp({ address, proxies, log, site, gate, routes, request }: AppOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.onError((error, c) => {
    const { requestId, ...about } = { requestId: c.get('requestId'), method: c.req.method, path: c.req.path };
    const context = { requestId, ...attemptIn(about.path), ...about };
    const https = isHttps(address(), c.req.header('host'));
    return secure(faultToResponse(reportTrouble(log, error, context)), { requestId, https });
  });
  app.use((c, next) =>
    inSpan(spanOf(c), async (span) => {
      const requestId = randomUUID();
      c.set('requestId', requestId);
      c.set('log', log.child({ requestId }));
      const peer = getConnInfo(c).remote.address ?? 'unknown';
      c.set('client', proxies.clientOf(peer, c.req.header('x-forwarded-for')));
      const started = performance.now();
      refuseForeignHost(address(), c.req.header('host'));
      const byKey = await gate.byKey(c);
      if (!reading.has(c.req.method) && byKey === undefined && !postedFromElsewhere.has(c.req.path)) {
        refuseForeignOrigin(address(), c.req.header('origin'), c.req.header('sec-fetch-site'));
      }
      const viewer = byKey ?? (await gate.admit(c));
      c.set('viewer', viewer);
      c.set('learner', viewer?.id ?? '');
      await next();
      secure(c.res, { requestId, https: isHttps(address(), c.req.header('host')) });
      const ms = performance.now() - started;
      const status = c.res.status;
      const [method, route] = [methodOf(c), routeOf(c)];
      request.observe({ method, route, status }, ms / 1000);
      describeSpan(span, { method, route, status, requestId });
      const about = { method: c.req.method, path: c.req.path, status, ms: Math.round(ms) };
      // Who changed something is worth a line by default; who looked at a page is not.
      const level = reading.has(c.req.method) ? 'debug' : 'info';
      c.get('log')[level]({ ...attemptIn(c.req.path), ...about }, 'request');
    }),
  );
  for (const each of routes) app.route('/', each);
  app.all('/api/*', (c) => faultToResponse(noSuchCall(c.req.method, c.req.path)));
  app.get('*', (c) => site.respond(c.req.raw));
  app.all('*', (c) => faultToResponse(noSuchCall(c.req.method, c.req.path)));
  return app;
}

/** The attempt that a request is about, for the log. */
function attemptIn(path: string): { readonly attempt?: string } {
  const attempt = /^\/api\/attempts\/([a-z0-9]{1,40})(\/|$)/.exec(path)?.[1];
  return attempt === undefined ? {} : { attempt };
}

const methods = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/** One of the known ones: a client can make up methods, and each would be a series of its own. */
function methodOf(c: Context): string {
  return methods.has(c.req.method) ? c.req.method : 'other';
}

/** The pattern of the route that answered, never the path itself. */
function routeOf(c: Context): string {
  const route = routePath(c);
  return route === '*' || route === '/*' ? 'pages' : route;
}

/** What pages ask browsers for is nothing but the clipboard, and the whole screen; a script that got in shall get no more. */
const permissionsPolicy = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .join(', ');
/** A year. Names below ours are the operator's business. */
const transportSecurity = `max-age=${365 * 24 * 3600}`;

/** Headers that every answer carries. Pages bring a policy of their own. */
function secure(
  response: Response,
  { requestId, https }: { readonly requestId: string | undefined; readonly https: boolean },
): Response {
  const { headers } = response;
  if (!headers.has('content-security-policy'))
    headers.set('content-security-policy', contentSecurityPolicy());
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  // What a person can quote to find the line in the log.
  if (requestId !== undefined) headers.set('x-request-id', requestId);
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'same-origin');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('permissions-policy', permissionsPolicy);
  if (https) headers.set('strict-transport-security', transportSecurity);
  return response;
}

function noSuchCall(method: string, path: string): RequestFault {
  return new RequestFault(404, {
    code: 'NOT_FOUND',
    message: `There is nothing at ${method} ${path.slice(0, 100)}.`,
    hint: 'See site/protocol/api.ts for what there is.',
  });
}
