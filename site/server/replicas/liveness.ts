import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createServer, type Server } from 'node:http';
import { listen, type Listening } from '../http/listen.ts';

/**
 * Answers `/healthz` for this process alone, whoever leads and whether or not there is a database: for whoever starts it again
 * when it hangs. Throws Fault PORT_TAKEN.
 */
export async function openLiveness(where: Listening): Promise<Server> {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok', uptimeSeconds: Math.round(process.uptime()) }));
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void answer(request, response));
  await listen(server, where, '--liveness-port');
  return server;
}
