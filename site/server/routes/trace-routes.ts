import { Hono } from 'hono';
import { Fault } from '#containers/contract/fault.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { CheckDesk } from '../checks/check-desk.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { eventStream } from '../http/event-stream.ts';
import type { TraceDesk } from '../trace/trace-desk.ts';

export interface TraceRoutesOptions {
  readonly book: AttemptBook;
  readonly desk: CheckDesk;
  readonly traces: TraceDesk;
  /** Whether learners may see the trace. */
  readonly allowed: boolean;
  readonly stop: AbortSignal;
}

const describeDeadlineMs = 20_000;

/** The secret trace of an attempt, and the details of one of its hops. */
export function traceRoutes({ book, desk, traces, allowed, stop }: TraceRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.use('/api/attempts/:id/trace/*', (_, next) => {
    if (!allowed) throw switchedOff();
    return next();
  });
  app.get('/api/attempts/:id/trace/events', (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    return eventStream(c, stop, (sink) => {
      const leave = traces.view(attempt, (trace) => sink.push('trace', 'trace', trace));
      const unlisten = attempt.changes.add((change) => change === 'ended' && sink.end());
      const unreport = desk.checksOf(attempt).reports.add(() => traces.onReport(attempt.id));
      return () => {
        leave();
        unreport();
        unlisten();
      };
    });
  });
  app.get('/api/attempts/:id/trace/hop', async (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    const signal = AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(describeDeadlineMs)]);
    return c.json(await traces.describe(attempt, c.req.query('id') ?? '', signal));
  });
  return app;
}

function switchedOff(): Fault {
  return new Fault({
    code: 'NOT_ALLOWED',
    audience: 'learner',
    message: 'The secret trace is switched off on this server.',
    hint: 'Look with kubectl and vault instead; everything that the picture shows can be asked for there.',
  });
}
