/**
 * HTTP messages of the room: what an instructor sees of a cohort at work, and what learners are told.
 *
 * GET  /api/cohorts/:id/room           → roomView
 * GET  /api/cohorts/:id/room/events    SSE `learner`: roomLearner, now and at every change · `left`: leftRoom ·
 *                                      `hands`: handQueue of `help.ts`
 * POST /api/cohorts/:id/announcements  body newAnnouncement → announcement (201)
 * GET  /api/announcements/events       SSE `announcement`: announcement, those of the last day and new ones; for learners
 */
import { z } from 'zod';
import { exerciseState } from './api.ts';

export const roomView = z.object({
  cohort: z.object({ id: z.string(), name: z.string(), timeZone: z.string(), seats: z.number() }),
  labs: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      exercises: z.array(z.object({ id: z.string(), title: z.string() })),
    }),
  ),
});
export type RoomView = z.infer<typeof roomView>;

export const roomLearner = z.object({
  id: z.string(),
  name: z.string(),
  /** Has a lab page open. */
  online: z.boolean(),
  /** `full`: it was stopped because it had filled its disk. */
  environment: z.enum([
    'none',
    'waitingForRuntime',
    'creating',
    'ready',
    'parked',
    'full',
    'resuming',
    'failed',
  ]),
  /** What they work on, with the time since when; `null`: no lab is running, or all of it is done. */
  work: z.object({ lab: z.string(), exercise: z.string(), since: z.string() }).nullable(),
  /** The first check of that exercise that does not hold, and since when. */
  heldUpBy: z.object({ check: z.string(), claim: z.string(), since: z.string() }).nullable(),
  /** By `lab/exercise`; what is not named was not tried. */
  states: z.record(z.string(), exerciseState),
});
export type RoomLearner = z.infer<typeof roomLearner>;

export const leftRoom = z.object({ id: z.string() });

export const newAnnouncement = z.strictObject({
  text: z.string().trim().min(1).max(1000),
  /** Ids of learners; absent: the whole cohort. */
  to: z.array(z.string().max(40)).min(1).max(2000).optional(),
});

export const announcement = z.object({
  id: z.string(),
  at: z.string(),
  author: z.string(),
  cohort: z.string(),
  text: z.string(),
});
export type AnnouncementView = z.infer<typeof announcement>;
