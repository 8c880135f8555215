/**
 * HTTP messages about help in a cohort: learners raise a hand, instructors come, one after another.
 *
 * GET    /api/attempts/:id/events               SSE `help`: helpView, beside the others
 * POST   /api/attempts/:id/hand                 body raisedHand → 204: raises it, or changes its words
 * DELETE /api/attempts/:id/hand                 → 204: lowers it
 * POST   /api/attempts/:id/assist/consent       body assistConsent → 204: the helper may look at one shell
 * POST   /api/attempts/:id/assist/typing        body assistTyping → 204: the helper may type in it, or not any more
 * DELETE /api/attempts/:id/assist               → 204: says no, or ends it
 * GET    /api/cohorts/:id/room/events           SSE `hands`: handQueue, whole at every change, beside the others
 * POST   /api/cohorts/:id/hands/:hand/take      → 204: “I am coming”; also takes it over from another
 * DELETE /api/cohorts/:id/hands/:hand           → 204: closes it
 * POST   /api/cohorts/:id/hands/:hand/assist    → 204: asks the learner to let one look; for whoever took the hand
 * DELETE /api/cohorts/:id/hands/:hand/assist    → 204: ends it, or asks no more
 * POST   /api/cohorts/:id/hands/:hand/assist/ticket  → ticket of `api.ts`: a guest's terminal socket
 */
import { z } from 'zod';

export const raisedHand = z.strictObject({ text: z.string().trim().max(200).default('') });

export const assistConsent = z.strictObject({
  /** What they agree to: not another one that was asked for meanwhile. */
  assist: z.string().max(40),
  /** The one shell that may be seen. */
  tab: z.string().max(32),
});

export const assistTyping = z.strictObject({ assist: z.string().max(40), allowed: z.boolean() });

/** `asked`: nothing can be seen yet. `watching`: the helper may look at one shell. */
const assistState = z.enum(['asked', 'watching']);

/** Who ended the last one, or what did. */
export const assistEnding = z.enum([
  'refused',
  'learner',
  'helper',
  'helperGone',
  'pageGone',
  'labOver',
  'signedOut',
]);
export type AssistEnding = z.infer<typeof assistEnding>;

/** What a learner knows of the help they get in one lab. */
export const helpView = z.object({
  /** Name of the cohort whose instructors can be asked; `null`: practice of one's own. */
  cohort: z.string().nullable(),
  hand: z
    .object({
      text: z.string(),
      raisedAt: z.string(),
      /** How many wait in front. */
      ahead: z.number(),
      /** Who is coming. */
      helper: z.string().nullable(),
    })
    .nullable(),
  assist: z
    .object({
      id: z.string(),
      by: z.string(),
      state: assistState,
      /** The shell that can be seen; `null` while it is only asked for. */
      tab: z.string().nullable(),
      typing: z.boolean(),
    })
    .nullable(),
});
export type HelpView = z.infer<typeof helpView>;

export const queuedHand = z.object({
  id: z.string(),
  learner: z.object({ id: z.string(), name: z.string() }),
  lab: z.string(),
  text: z.string(),
  raisedAt: z.string(),
  /** `you`: it is whoever asks. */
  helper: z.object({ name: z.string(), you: z.boolean() }).nullable(),
  assist: z.object({ state: assistState, tab: z.string().nullable(), typing: z.boolean() }).nullable(),
  /** How the last one ended; `null`: there was none yet, or one goes on. */
  ended: assistEnding.nullable(),
});
export type QueuedHand = z.infer<typeof queuedHand>;

/** Oldest first. */
export const handQueue = z.object({ hands: z.array(queuedHand) });
export type HandQueue = z.infer<typeof handQueue>;
