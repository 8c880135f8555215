import { Hono } from 'hono';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import { RequestFault } from '../fault-to-response.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import type { TerminalHub } from '../terminals/terminal-hub.ts';
import type { TicketOffice } from '../terminals/tickets.ts';

export interface TerminalRoutesOptions {
  readonly book: AttemptBook;
  readonly tickets: TicketOffice;
  readonly hub: TerminalHub;
}

const endDeadlineMs = 15_000;

/** Tickets for terminal sockets, and the end of a shell. */
export function terminalRoutes({ book, tickets, hub }: TerminalRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.post('/api/attempts/:id/terminals/:tab/ticket', (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    const tab = tabName(c.req.param('tab'));
    // A ticket for an environment that is not there would only fail later, with less to say.
    attempt.getEnvironment();
    const { token, expiresAt } = tickets.issue({
      attempt: attempt.id,
      tab,
      gone: c.get('viewer')?.session?.gone,
    });
    return c.json({ url: `/api/terminal?ticket=${token}`, expiresAt: expiresAt.toISOString() });
  });
  app.delete('/api/attempts/:id/terminals/:tab', async (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    const grant = { attempt: attempt.id, tab: tabName(c.req.param('tab')) };
    await hub.endShell(grant, AbortSignal.timeout(endDeadlineMs));
    return c.body(null, 204);
  });
  return app;
}

/** Throws Fault PROTOCOL for what can't be a tab's name. */
export function tabName(tab: string): string {
  if (/^[a-z0-9-]{1,32}$/.test(tab)) return tab;
  throw new RequestFault(400, {
    code: 'PROTOCOL',
    message: 'A terminal tab is named with small letters, digits and dashes, at most 32 of them.',
    hint: 'Reload the page and open the terminal again.',
  });
}
