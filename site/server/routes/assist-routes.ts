import { Hono, type Context } from 'hono';
import { assistConsent, assistTyping } from '#site/protocol/help.ts';
import type { Doer } from '../accounts/audit-log.ts';
import type { Audited, StaffCall } from '../accounts/audited.ts';
import { signInFirst } from '../accounts/viewer.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { addressOf } from '../http/client-of.ts';
import { readJson } from '../http/read-json.ts';
import type { AssistDesk } from '../rooms/assist-desk.ts';
import type { HandDesk } from '../rooms/hand-desk.ts';
import type { Hand } from '../state/hand-rows.ts';
import type { TicketOffice } from '../terminals/tickets.ts';
import { teachersOnly } from './cohort-routes.ts';
import { tabName } from './terminal-routes.ts';

export interface AssistRoutesOptions {
  readonly book: AttemptBook;
  readonly hands: HandDesk;
  readonly assists: AssistDesk;
  readonly cohorts: CohortDesk;
  readonly tickets: TicketOffice;
  readonly audited: Audited;
}

/** Helping in a learner's shell: asked by who teaches, granted and taken back by the learner alone. */
export function assistRoutes(options: AssistRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  addLearners(app, options);
  addHelpers(app, options);
  return app;
}

function addLearners(app: Routes, { book, assists }: AssistRoutesOptions): void {
  const own = (c: Context<RequestScope>): string => book.get(c.get('learner'), c.req.param('id') ?? '').id;
  app.post('/api/attempts/:id/assist/consent', async (c) => {
    const attempt = own(c);
    const { assist, tab } = await readJson(c, assistConsent);
    await assists.consent(attempt, { assist, tab: tabName(tab) }, doerOf(c));
    return c.body(null, 204);
  });
  app.post('/api/attempts/:id/assist/typing', async (c) => {
    const attempt = own(c);
    await assists.allowTyping(attempt, await readJson(c, assistTyping), doerOf(c));
    return c.body(null, 204);
  });
  app.delete('/api/attempts/:id/assist', async (c) => {
    await assists.endByLearner(own(c), doerOf(c));
    return c.body(null, 204);
  });
}

function addHelpers(app: Routes, { hands, assists, cohorts, tickets, audited }: AssistRoutesOptions): void {
  const may = teachersOnly(cohorts);
  const handOf = ({ param, note }: StaffCall): Hand => {
    const hand = hands.get(param('id'), param('hand'));
    note({ target: hand.learner.id, details: { hand: hand.id, attempt: hand.attempt } });
    return hand;
  };
  app.post(
    '/api/cohorts/:id/hands/:hand/assist',
    audited({
      action: 'assist.ask',
      may,
      run: async (call) => {
        const { id } = assists.ask(handOf(call), doerOf(call.c));
        call.note({ details: { assist: id } });
        return Promise.resolve(call.c.body(null, 204));
      },
    }),
  );
  app.delete(
    '/api/cohorts/:id/hands/:hand/assist',
    audited({
      action: 'assist.end',
      may,
      run: async (call) => {
        assists.endByHelper(handOf(call), call.viewer);
        return Promise.resolve(call.c.body(null, 204));
      },
    }),
  );
  app.post(
    '/api/cohorts/:id/hands/:hand/assist/ticket',
    audited({
      action: 'assist.watch',
      may,
      run: async (call) => {
        const hand = handOf(call);
        const { guest, tab } = assists.admit(hand, call.viewer);
        const { attempt } = hand;
        const gone = call.viewer.session?.gone;
        const { token, expiresAt } = tickets.issue({ attempt, tab, gone, guest });
        const ticket = { url: `/api/terminal?ticket=${token}`, expiresAt: expiresAt.toISOString() };
        return Promise.resolve(call.c.json(ticket));
      },
    }),
  );
}

function doerOf(c: Context<RequestScope>): Doer {
  const viewer = c.get('viewer');
  if (viewer === undefined) throw signInFirst();
  return { viewer, address: addressOf(c) };
}
