import { Hono } from 'hono';
import type { BundleProgress } from '#containers/contract/bundle.ts';
import type { RuntimeStatus } from '#site/protocol/api.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { eventStream } from '../http/event-stream.ts';
import type { RuntimeSupervisor } from '../runtime/runtime-supervisor.ts';

export interface RuntimeRoutesOptions {
  readonly runtime: RuntimeSupervisor;
  /** Aborted when the server stops. */
  readonly stop: AbortSignal;
}

/** Health of this process, and how far the runtime bundle is. */
export function runtimeRoutes({ runtime, stop }: RuntimeRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.get('/api/health', (c) => {
    if (stop.aborted) throw stopping();
    return c.json({ status: 'ok', runtime: runtime.status.state });
  });
  app.get('/api/runtime', (c) => c.json(statusView(runtime.status)));
  app.get('/api/runtime/events', (c) =>
    eventStream(c, stop, (sink) => {
      const tell = (status: BundleProgress): void => sink.push('runtime', 'runtime', statusView(status));
      tell(runtime.status);
      return runtime.changes.add(tell);
    }),
  );
  app.post('/api/runtime/retry', (c) => {
    runtime.start();
    return c.json(statusView(runtime.status), 202);
  });
  return app;
}

function statusView(status: BundleProgress): RuntimeStatus {
  return { ...status, steps: status.steps.map((step) => ({ ...step })) };
}

function stopping(): RequestFault {
  return new RequestFault(503, {
    code: 'BUNDLE_NOT_READY',
    message: 'The server is stopping.',
    hint: 'It answers again once it has been started.',
  });
}
