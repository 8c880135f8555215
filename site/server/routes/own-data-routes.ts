import { Hono } from 'hono';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { EnvironmentKeeper } from '../attempts/environment-keeper.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import type { ReportStore } from '../reports/report-store.ts';
import { deleteLearnerData, readLearnerData } from '../state/learner-data.ts';
import type { Database } from '../state/open-database.ts';
import type { TerminalHub } from '../terminals/terminal-hub.ts';

export interface OwnDataRoutesOptions {
  readonly book: AttemptBook;
  readonly keeper: EnvironmentKeeper;
  readonly hub: TerminalHub;
  readonly reports: ReportStore;
  readonly db: Database;
  /** Ends what waits or runs for whoever grades by programs. */
  readonly endJobsOf: (owner: string) => Promise<void>;
  readonly now: () => Date;
}

/** What this server holds of a learner: to take along, and to have deleted. */
export function ownDataRoutes(options: OwnDataRoutesOptions): Routes {
  const { book, keeper, hub, reports, db, endJobsOf, now } = options;
  const app: Routes = new Hono<RequestScope>();
  app.get('/api/own-data', async (c) => {
    const learner = c.get('learner');
    const mine = (await reports.list()).filter((report) => report.learner === learner);
    const data = { format: 1, at: now().toISOString(), learner, ...(await readLearnerData(db, learner)) };
    c.header('content-disposition', 'attachment; filename="kindlab-my-data.json"');
    return c.json({ ...data, reports: mine });
  });
  app.delete('/api/own-data', async (c) => {
    const learner = c.get('learner');
    for (const attempt of book.list().filter(({ row }) => row.learner === learner)) {
      await book.close(attempt);
      keeper.discard(attempt);
      await hub.closeAttempt(attempt.id);
    }
    await endJobsOf(learner);
    await deleteLearnerData(db, learner, now());
    await reports.removeOf(learner);
    c.get('log').info({ learner }, 'a learner deleted their data');
    return c.body(null, 204);
  });
  return app;
}
