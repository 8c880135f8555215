import { getRequestListener } from '@hono/node-server';
import { createServer, type Server } from 'node:http';
import { listen, type Listening } from '../http/listen.ts';
import { livenessRoutes } from '../operations/health-routes.ts';

/**
 * Answers `/healthz` for this process alone, whoever leads and whether or not there is a database: for whoever starts it again
 * when it hangs. Throws Fault PORT_TAKEN.
 */
export async function openLiveness(where: Listening): Promise<Server> {
  const answer = getRequestListener(livenessRoutes().fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void answer(request, response));
  await listen(server, where, '--liveness-port');
  return server;
}
