import { z } from 'zod';
import { checked, verdict } from '#labs/grading/verdict.ts';
import { problem as problemShape } from '#site/protocol/api.ts';

/** Messages of the API for programs that grade, `/api/v1`. Its OpenAPI document is made from these schemas. */

export {
  madeToken,
  newToken,
  scope,
  tokenList,
  tokenView,
  type NewToken,
  type Scope,
} from '#site/protocol/tokens.ts';

const time = z.iso.datetime();
const id = z.string().regex(/^[a-z0-9]{1,40}$/, 'is no id');

export const problem = problemShape.meta({
  id: 'Problem',
  description: 'RFC 9457, with what to do about it',
});

export const jobKind = z.enum(['check', 'grade']);
export const jobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);
export type JobState = z.infer<typeof jobState>;

export const jobResult = z.discriminatedUnion('kind', [checked, ...verdict.options]).meta({
  id: 'Result',
  description: 'checked: of a check job; graded, rejected or broken: of a submission',
});
export type JobResult = z.infer<typeof jobResult>;

export const newCheck = z
  .strictObject({
    attempt: id.meta({ description: 'A running attempt on this server' }),
    lab: z.string().max(60).optional().meta({ description: 'Refused where the attempt is at another one' }),
    exercises: z
      .array(z.string().min(1).max(60))
      .min(1)
      .max(50)
      .optional()
      .meta({ description: 'Ids of exercises; absent: all of the lab' }),
  })
  .meta({ id: 'NewCheck' });

export const newGrading = z.strictObject({
  lab: z.string().min(1).max(60).meta({ description: 'The lab that the submission solves' }),
  name: z
    .string()
    .regex(/^[\w.@+-]{1,80}$/, 'has other characters than A-Z a-z 0-9 . _ @ + -, or more than 80')
    .default('submission')
    .meta({ description: 'What results and evidence call it' }),
});

export const jobFailure = z.object({ code: z.string(), detail: z.string(), hint: z.string() });
export type JobFailure = z.infer<typeof jobFailure>;

export const job = z
  .object({
    id,
    kind: jobKind,
    state: jobState,
    lab: z.string(),
    /** Of a check. */
    attempt: z.string().nullable(),
    exercises: z.array(z.string()).nullable(),
    /** Of a submission. */
    name: z.string().nullable(),
    sha256: z.string().nullable().meta({ description: 'Over the files of the submission, once it was read' }),
    createdAt: time,
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    result: jobResult.nullable().meta({ description: 'Once it is done' }),
    failure: jobFailure.nullable().meta({ description: 'Why there is no result, when it failed' }),
    evidence: z.boolean().meta({ description: 'Whether there is signed evidence' }),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof job>;

const next = z
  .string()
  .nullable()
  .meta({ description: 'The cursor of the next page; null: this is the last' });

export const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, 'is none that this server gave')
    .optional()
    .meta({ description: '`next` of the page before' }),
});
export type Page = z.output<typeof page>;

export const jobQuery = page.extend({ state: jobState.optional() });

/** Lists leave results out: they can be long. */
export const jobPage = z
  .object({ jobs: z.array(job.omit({ result: true }).meta({ id: 'JobInList' })), next })
  .meta({ id: 'JobPage' });

export const attemptPage = z
  .object({
    attempts: z.array(
      z.object({ id, lab: z.string(), learner: z.string(), state: z.string(), startedAt: time }),
    ),
  })
  .meta({ id: 'Attempts' });

export const newWebhook = z
  .strictObject({ url: z.url({ protocol: /^https?$/ }).max(500) })
  .meta({ id: 'NewWebhook' });

export const webhookView = z.object({ id, url: z.string(), createdAt: time }).meta({ id: 'Webhook' });

export const madeWebhook = webhookView
  .extend({
    secret: z
      .string()
      .meta({ description: 'Shown this once: signatures are made with it (Standard Webhooks)' }),
  })
  .meta({ id: 'MadeWebhook' });

export const webhookList = z.object({ webhooks: z.array(webhookView) }).meta({ id: 'Webhooks' });

export const deliveryTry = z.object({
  at: time,
  ms: z.number().int(),
  status: z.number().int().nullable().meta({ description: 'What was answered; null: nothing' }),
  error: z.string().nullable(),
});
export type DeliveryTry = z.infer<typeof deliveryTry>;

export const deliveryPage = z
  .object({
    deliveries: z.array(
      z.object({
        id: z.string().meta({ description: 'The header webhook-id' }),
        job: z.string(),
        state: z.enum(['pending', 'delivered', 'failed']),
        createdAt: time,
        tries: z.array(deliveryTry),
      }),
    ),
    next,
  })
  .meta({ id: 'DeliveryPage' });

/** The body of a webhook's request; the result itself is fetched with a token. */
export const jobEvent = z
  .object({
    type: z.literal('job.ended'),
    timestamp: time,
    data: z.object({ job: z.string(), kind: jobKind, state: jobState, lab: z.string() }),
  })
  .meta({ id: 'JobEvent' });
export type JobEvent = z.infer<typeof jobEvent>;
