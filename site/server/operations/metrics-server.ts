import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { HTTPException } from 'hono/http-exception';
import { collectDefaultMetrics } from 'prom-client';
import type { Logger } from 'pino';
import { faultToResponse } from '../fault-to-response.ts';
import { ownAddress, refuseForeignHost } from '../http/own-address.ts';
import { reportTrouble } from '../incident.ts';
import { healthRoutes, type HealthRoutesOptions } from './health-routes.ts';
import type { MetricSet } from './metric-set.ts';

export interface MetricsServerOptions extends HealthRoutesOptions {
  readonly metrics: MetricSet;
  /** Has to be shown as a bearer token to read metrics; without one, only the loopback names of the port are answered. */
  readonly token: string | undefined;
  /** Known only once it listens. */
  readonly port: () => number;
  readonly log: Logger;
}

/** A listener of its own for whoever operates the server: `/metrics`, `/healthz`, `/readyz`. No learner comes here. */
export function metricsServer({ metrics, token, port, log, ...health }: MetricsServerOptions): Server {
  const { registry } = metrics;
  collectDefaultMetrics({ register: registry });
  const app = new Hono();
  app.onError((error) => {
    if (error instanceof HTTPException) return error.getResponse();
    return faultToResponse(reportTrouble(log, error, { part: 'metrics' }));
  });
  if (token !== undefined) app.use('/metrics', bearerAuth({ token }));
  else {
    // A page in the operator's browser must not reach this by a name of its own that resolves to us.
    app.use(async (c, next) => {
      refuseForeignHost(ownAddress({ host: '127.0.0.1', port: port(), more: [] }), c.req.header('host'));
      await next();
    });
  }
  app.get('/metrics', async (c) => {
    const text = await registry.metrics();
    return c.body(text, 200, { 'content-type': registry.contentType, 'cache-control': 'no-store' });
  });
  app.route('/', healthRoutes(health));
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return createServer((request, response) => void answer(request, response));
}
