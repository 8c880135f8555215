import { Hono } from 'hono';
import type { Catalog, Exercise, Lab } from '#labs/lab.ts';
import type { LabView } from '#site/protocol/api.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { EnvironmentKeeper } from '../attempts/environment-keeper.ts';
import type { ParkingLot } from '../attempts/parking-lot.ts';
import type { CheckDesk } from '../checks/check-desk.ts';
import type { Admission, CohortDesk } from '../cohorts/cohort-desk.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { eventStream } from '../http/event-stream.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { HelpBoard } from '../rooms/help-board.ts';
import { insertAttempt, type AttemptRow } from '../state/attempt-rows.ts';
import type { TerminalHub } from '../terminals/terminal-hub.ts';

export interface AttemptRoutesOptions {
  readonly catalog: Catalog;
  readonly book: AttemptBook;
  readonly keeper: EnvironmentKeeper;
  readonly lot: ParkingLot;
  /** Labs that a learner without a cohort may have running. */
  readonly mostRunning: number;
  readonly desk: CheckDesk;
  readonly hub: TerminalHub;
  readonly help: HelpBoard;
  readonly cohorts: CohortDesk;
  readonly outbox: Outbox;
  readonly stop: AbortSignal;
  /** Whether the lab page offers the secret trace. */
  readonly trace: boolean;
}

const extendDeadlineMs = 20_000;

/** Labs, and the attempts at them: start, follow, extend, end. */
export function attemptRoutes(options: AttemptRoutesOptions): Routes {
  const { catalog, book, keeper } = options;
  const app: Routes = new Hono<RequestScope>();
  app.get('/api/labs/:lab', (c) => {
    const lab = catalog.getLab(c.req.param('lab'));
    return c.json({
      ...labView(lab),
      trace: options.trace,
      parking: options.lot.isOpen,
      attempt: book.find(c.get('learner'), lab.id)?.view() ?? null,
    });
  });
  app.post('/api/labs/:lab/attempt', async (c) => {
    const lab = catalog.getLab(c.req.param('lab'));
    const running = book.find(c.get('learner'), lab.id);
    const goesOn = running !== undefined && running.phase.state !== 'failed';
    const admission = goesOn ? undefined : await options.cohorts.admit(c.get('viewer'), lab.id);
    const store = (row: AttemptRow): Promise<boolean> => storeBegun(options, row, admission);
    const opening = { mostRunning: admission?.cohort?.mostRunning, store };
    const { attempt, fresh } = await book.open(c.get('learner'), lab, opening);
    if (fresh && admission !== undefined) options.cohorts.joined({ cohort: admission.cohort?.id });
    keeper.provide(attempt);
    return c.json(attempt.view(), fresh ? 201 : 200);
  });
  app.delete('/api/attempts/:id', async (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    await book.close(attempt);
    options.cohorts.forget(attempt.id);
    keeper.discard(attempt);
    await options.hub.closeAttempt(attempt.id);
    return c.body(null, 204);
  });
  app.post('/api/attempts/:id/extend', async (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    await keeper.prolong(attempt, AbortSignal.timeout(extendDeadlineMs));
    return c.json(attempt.view());
  });
  addParking(app, options);
  app.get('/api/attempts/:id/events', (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    return eventStream(c, options.stop, (sink) => {
      sink.push('attempt', 'attempt', attempt.view());
      const leave = options.desk.view(attempt, (report) =>
        sink.push(`report/${report.exercise}`, 'report', report),
      );
      const unhelp = options.help.followAttempt(attempt, (view) => sink.push('help', 'help', view));
      const unlisten = attempt.changes.add((change) => {
        if (change === 'view') return sink.push('attempt', 'attempt', attempt.view());
        sink.push('ended', 'ended', {});
        sink.end();
      });
      return () => {
        leave();
        unhelp();
        unlisten();
      };
    });
  });
  return app;
}

/** The attempt, that it counts for a cohort, and that others are told of it: all of it or nothing. */
async function storeBegun(
  { cohorts, outbox }: AttemptRoutesOptions,
  row: AttemptRow,
  admission: Admission = { cohort: undefined },
): Promise<boolean> {
  const { id, learner, lab, createdAt: at } = row;
  const isFirst = await outbox.noteWith(async (tx) => {
    if (!(await insertAttempt(tx, row))) return [];
    await cohorts.note(tx, id, admission);
    return [{ at, learner, lab, cohort: admission.cohort?.id, kind: 'begun', attempt: id }];
  });
  if (isFirst) cohorts.begun(id, admission);
  return isFirst;
}

/** Aside, and back again. */
function addParking(app: Routes, { book, lot, cohorts, mostRunning }: AttemptRoutesOptions): void {
  app.post('/api/attempts/:id/park', async (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    await lot.park(attempt);
    return c.json(attempt.view());
  });
  app.post('/api/attempts/:id/resume', async (c) => {
    const attempt = book.get(c.get('learner'), c.req.param('id'));
    const most = cohorts.cohortOf(attempt.id)?.mostRunning ?? mostRunning;
    await lot.resume(attempt, most);
    return c.json(attempt.view(), 202);
  });
}

function labView({
  id,
  title,
  story,
  minutes,
  exercises,
}: Lab): Omit<LabView, 'attempt' | 'parking' | 'trace'> {
  return { id, title, story, minutes, exercises: exercises.map(exerciseView) };
}

function exerciseView({ id, title, goal, minutes, bonus, checks }: Exercise): LabView['exercises'][number] {
  return {
    id,
    title,
    goal,
    minutes,
    bonus,
    checks: checks.map((check) => ({
      id: check.id,
      claim: check.claim,
      points: check.points,
      given: check.given === true,
      challenge: check.challenge === true,
    })),
  };
}
