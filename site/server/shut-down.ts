import { setTimeout as wait } from 'node:timers/promises';
import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { reportTrouble } from './incident.ts';
import type { ServerParts } from './compose-server.ts';

export interface ShutDownRequest extends ServerParts {
  readonly log: Logger;
  /** Database and lock, closed last. */
  readonly rest: AsyncDisposableStack;
}

const cleanUpMs = 2500;
const drainMs = 1000;

/** Ends what this process does and leaves what lives outside of it. Each part has its time, five seconds in all; ten
 * more for a pool that is not to be left. */
export async function shutDown(parts: ShutDownRequest): Promise<void> {
  const { http, metricsHttp, runtime, book, keeper, lot, desk, traces, hub, recordings, upkeep, stop } =
    parts;
  const { graders, outbox, log, rest } = parts;
  log.info('stopping');
  stop.abort();
  const drained = drain(http);
  const metricsDrained = metricsHttp === undefined ? undefined : drain(metricsHttp);
  for (const attempt of book.list()) attempt.stop.abort();
  desk.close();
  traces.close();
  // A creation that is cut short cleans up after itself; what it does not manage is found at the next start.
  const lines = hub.shutdown().then(() => recordings?.close());
  const settling = [keeper.settle(), lot.settle(), graders.stop(), outbox.stop()];
  const work = [lines, upkeep.stop(), runtime.close(), ...settling];
  await bounded(Promise.allSettled(work), cleanUpMs);
  await bounded(Promise.all([drained, metricsDrained]), drainMs);
  await upkeep.leave();
  hub.terminate();
  http.closeAllConnections();
  metricsHttp?.closeAllConnections();
  try {
    await bounded(rest.disposeAsync(), drainMs);
  } catch (error) {
    reportTrouble(log, error, { part: 'shutdown' });
  }
  log.info('stopped');
}

function drain(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeIdleConnections();
  });
}

async function bounded(job: Promise<unknown>, ms: number): Promise<void> {
  const stop = new AbortController();
  await Promise.race([job, wait(ms, undefined, { signal: stop.signal, ref: false }).catch(() => undefined)]);
  stop.abort();
}
