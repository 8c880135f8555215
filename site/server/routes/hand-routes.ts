import { Hono } from 'hono';
import { raisedHand } from '#site/protocol/help.ts';
import type { Audited } from '../accounts/audited.ts';
import { signInFirst } from '../accounts/viewer.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { readJson } from '../http/read-json.ts';
import type { HandDesk } from '../rooms/hand-desk.ts';
import { teachersOnly } from './cohort-routes.ts';

export interface HandRoutesOptions {
  readonly book: AttemptBook;
  readonly hands: HandDesk;
  readonly cohorts: CohortDesk;
  readonly audited: Audited;
}

/** Raised hands: up and down by the learner, taken and closed by who teaches. */
export function handRoutes({ book, hands, cohorts, audited }: HandRoutesOptions): Routes {
  const app: Routes = new Hono<RequestScope>();
  app.post('/api/attempts/:id/hand', async (c) => {
    const viewer = c.get('viewer');
    if (viewer === undefined) throw signInFirst();
    const attempt = book.get(viewer.id, c.req.param('id'));
    await hands.raise(attempt, viewer, (await readJson(c, raisedHand)).text);
    return c.body(null, 204);
  });
  app.delete('/api/attempts/:id/hand', async (c) => {
    await hands.lower(book.get(c.get('learner'), c.req.param('id')).id);
    return c.body(null, 204);
  });
  const may = teachersOnly(cohorts);
  app.post(
    '/api/cohorts/:id/hands/:hand/take',
    audited({
      action: 'hand.take',
      may,
      run: async ({ c, viewer, param, note }) => {
        const hand = hands.get(param('id'), param('hand'));
        note({ target: hand.learner.id, details: { hand: hand.id, attempt: hand.attempt } });
        await hands.take(hand, { id: viewer.id, name: viewer.name });
        return c.body(null, 204);
      },
    }),
  );
  app.delete(
    '/api/cohorts/:id/hands/:hand',
    audited({
      action: 'hand.close',
      may,
      run: async ({ c, param, note }) => {
        const hand = hands.get(param('id'), param('hand'));
        note({ target: hand.learner.id, details: { hand: hand.id, attempt: hand.attempt } });
        await hands.lower(hand.attempt);
        return c.body(null, 204);
      },
    }),
  );
  return app;
}
