import { Hono, type Env } from 'hono';
import type { Readiness } from './readiness.ts';

export interface HealthRoutesOptions {
  readonly readiness: Readiness;
  /** Aborted when the server stops. */
  readonly stop: AbortSignal;
}

/** `/healthz`: this process answers, whatever else is there. */
export function livenessRoutes<E extends Env>(): Hono<E> {
  const app = new Hono<E>();
  app.get('/healthz', (c) => c.json({ status: 'ok', uptimeSeconds: Math.round(process.uptime()) }));
  return app;
}

/**
 * `/healthz`: this process answers; restart it when it doesn't. `/readyz`: a learner could start a lab; names what is
 * missing. `/readyz?exclude=runtime,environments` leaves checks out, for whoever only wants to know about the pages.
 */
export function healthRoutes<E extends Env>({ readiness, stop }: HealthRoutesOptions): Hono<E> {
  const app = new Hono<E>();
  app.route('/', livenessRoutes<E>());
  app.get('/readyz', async (c) => {
    if (stop.aborted) return c.json({ ready: false, reasons: ['The server is stopping.'], checks: [] }, 503);
    const exclude = new Set((c.req.query('exclude') ?? '').split(','));
    const checks = await readiness.check(exclude);
    const ready = checks.every((check) => check.ready);
    const reasons = checks.flatMap((check) => check.reasons ?? []);
    return c.json({ ready, reasons, checks }, ready ? 200 : 503);
  });
  return app;
}
