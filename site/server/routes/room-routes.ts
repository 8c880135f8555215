import { Hono } from 'hono';
import type { Catalog } from '#labs/lab.ts';
import { newAnnouncement, type RoomView } from '#site/protocol/room.ts';
import type { Audited } from '../accounts/audited.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import type { RequestScope, Routes } from '../http/app.ts';
import { eventStream } from '../http/event-stream.ts';
import { readJson } from '../http/read-json.ts';
import type { Announcer } from '../rooms/announcer.ts';
import type { HelpBoard } from '../rooms/help-board.ts';
import type { RoomBoard } from '../rooms/room-board.ts';
import type { Cohort } from '../state/cohort-rows.ts';
import type { Database } from '../state/open-database.ts';
import { getCohort, teachersOnly } from './cohort-routes.ts';

export interface RoomRoutesOptions {
  readonly db: Database;
  readonly catalog: Catalog;
  readonly cohorts: CohortDesk;
  readonly board: RoomBoard;
  readonly announcer: Announcer;
  readonly help: HelpBoard;
  readonly audited: Audited;
  readonly stop: AbortSignal;
}

/** The room of a cohort, live, and what its learners are told. */
export function roomRoutes(options: RoomRoutesOptions): Routes {
  const { db, catalog, cohorts, board, announcer, help, audited, stop } = options;
  const app: Routes = new Hono<RequestScope>();
  const may = teachersOnly(cohorts);
  app.get(
    '/api/cohorts/:id/room',
    audited({
      action: 'room.open',
      may,
      run: async ({ c, param }) => c.json(roomView(await getCohort(db, param('id')), catalog)),
    }),
  );
  app.get(
    '/api/cohorts/:id/room/events',
    audited({
      action: 'room.watch',
      may,
      run: async ({ c, viewer, param }) => {
        const { id } = await getCohort(db, param('id'));
        return eventStream(c, stop, (sink) => {
          const leaveBoard = board.watch(id, {
            learner: (row) => sink.push(`learner/${row.id}`, 'learner', row),
            left: (learner) => sink.push(`learner/${learner}`, 'left', { id: learner }),
          });
          const leaveHands = help.followCohort(id, viewer.id, (queue) => sink.push('hands', 'hands', queue));
          return () => {
            leaveBoard();
            leaveHands();
          };
        });
      },
    }),
  );
  app.post(
    '/api/cohorts/:id/announcements',
    audited({
      action: 'room.announce',
      may,
      run: async ({ c, viewer, param, note }) => {
        const { text, to } = await readJson(c, newAnnouncement);
        note({ details: { text, to: to ?? 'everybody' } });
        const cohort = await getCohort(db, param('id'));
        return c.json(await announcer.tell(cohort, { author: viewer.name, text, to }), 201);
      },
    }),
  );
  app.get('/api/announcements/events', (c) =>
    eventStream(c, stop, (sink) =>
      announcer.follow(c.get('learner'), (each) => sink.push(each.id, 'announcement', each)),
    ),
  );
  return app;
}

function roomView({ id, name, timeZone, seats, labs }: Cohort, catalog: Catalog): RoomView {
  const named = new Set(labs.map(({ lab }) => lab));
  return {
    cohort: { id, name, timeZone, seats },
    labs: catalog.labs
      .filter((lab) => named.size === 0 || named.has(lab.id))
      .map((lab) => ({
        id: lab.id,
        title: lab.title,
        exercises: lab.exercises.map((exercise) => ({ id: exercise.id, title: exercise.title })),
      })),
  };
}
