/**
 * HTTP messages about webhooks of a cohort: addresses that are told what happens in it. Signed as Standard Webhooks says,
 * as those of graders are. For administrators, and for the instructors of the cohort.
 *
 * GET    /api/cohorts/:id/webhooks                        → cohortWebhooks, with the log of what they were told
 * POST   /api/cohorts/:id/webhooks                        body newCohortWebhook → webhookSecret (201), shown once
 * POST   /api/cohorts/:id/webhooks/:hook                  body cohortWebhookChange → 204
 * DELETE /api/cohorts/:id/webhooks/:hook                  → 204; its log goes, too
 * POST   /api/cohorts/:id/webhooks/:hook/secret           → webhookSecret; the one before signs, too, for a day
 * POST   /api/cohorts/:id/webhooks/:hook/test             → 202
 * POST   /api/cohorts/:id/webhooks/:hook/messages/:message/replay → 202: sent once more under the same id
 */
import { z } from 'zod';

export const cohortEventKind = z.enum([
  'lab.begun',
  'exercise.checked',
  'exercise.passed',
  'mark.changed',
  'hand.raised',
]);
export type CohortEventKind = z.infer<typeof cohortEventKind>;

const url = z.url({ protocol: /^https?$/ }).max(500);
const events = z
  .array(cohortEventKind)
  .min(1)
  .max(20)
  .transform((kinds) => cohortEventKind.options.filter((each) => kinds.includes(each)));

export const newCohortWebhook = z.strictObject({ url, events });

/** What is left out stays. `on` has effect on one that was switched off. */
export const cohortWebhookChange = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  on: z.literal(true).optional(),
});

const webhookView = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(cohortEventKind),
  createdAt: z.string(),
  /** Until when the secret before the present one signs, too; null: there is none. */
  oldSecretUntil: z.string().nullable(),
  /** Since when nothing was taken; null: the last message was. */
  failingSince: z.string().nullable(),
  /** Null: it is told what happens. */
  off: z.object({ at: z.string(), why: z.string() }).nullable(),
});
export type CohortWebhookView = z.infer<typeof webhookView>;

export const webhookSecret = z.object({ id: z.string(), secret: z.string() });

const toldView = z.object({
  /** The header webhook-id. */
  id: z.string(),
  webhook: z.string(),
  event: z.string(),
  /** Whose work it is about; null: it is a test. */
  learner: z.string().nullable(),
  state: z.enum(['pending', 'delivered', 'failed']),
  createdAt: z.string(),
  tries: z.array(
    z.object({
      at: z.string(),
      ms: z.number(),
      /** Null: nothing was answered. */
      status: z.number().nullable(),
      error: z.string().nullable(),
    }),
  ),
  nextAt: z.string().nullable(),
});
export type ToldView = z.infer<typeof toldView>;

export const cohortWebhooks = z.object({
  /** Origins that the operator lets this server speak to. */
  allowed: z.array(z.string()),
  webhooks: z.array(webhookView),
  /** Newest first. */
  told: z.array(toldView),
});
export type CohortWebhooks = z.infer<typeof cohortWebhooks>;

const timestamp = z.string();
const about = {
  cohort: z.string(),
  learner: z.object({ id: z.string(), name: z.string() }),
  lab: z.string(),
};
const exercise = z.string();

/** The body of a request. */
export const cohortEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('lab.begun'), timestamp, data: z.object({ ...about, attempt: z.string() }) }),
  z.object({
    type: z.literal('exercise.checked'),
    timestamp,
    data: z.object({
      ...about,
      attempt: z.string(),
      exercise,
      passed: z.boolean(),
      checks: z.array(z.object({ id: z.string(), passed: z.boolean() })),
    }),
  }),
  z.object({
    type: z.literal('exercise.passed'),
    timestamp,
    /** `labDone`: with it everything that the lab asks for. */
    data: z.object({ ...about, attempt: z.string(), exercise, labDone: z.boolean() }),
  }),
  z.object({
    type: z.literal('mark.changed'),
    timestamp,
    data: z.object({
      ...about,
      exercise,
      /** What counts now. */
      points: z.number(),
      /** Where somebody of the staff changed it. */
      byHand: z.object({ by: z.string(), reason: z.string() }).nullable(),
    }),
  }),
  z.object({
    type: z.literal('hand.raised'),
    timestamp,
    data: z.object({ ...about, attempt: z.string(), text: z.string() }),
  }),
  z.object({ type: z.literal('test'), timestamp, data: z.object({ cohort: z.string(), by: z.string() }) }),
]);
export type CohortEvent = z.infer<typeof cohortEvent>;
