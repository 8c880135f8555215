/**
 * HTTP messages about marks. A mark is computed from the checks that were proven in the cohort's attempts; an instructor may
 * override it with a reason, and both stay visible.
 *
 * GET    /api/cohorts/:id/marks                            → gradebook
 * GET    /api/cohorts/:id/marks.csv                        → text/csv, a line per learner
 * POST   /api/cohorts/:id/marks/:learner/:lab/:exercise    body newOverride → mark
 * GET    /api/marks                                        → ownMarks: those of whoever asks
 */
import { z } from 'zod';

export const lateRule = z.discriminatedUnion('kind', [
  /** What comes late counts in full. */
  z.strictObject({ kind: z.literal('none') }),
  /** Each day late that has begun takes so much off. */
  z.strictObject({ kind: z.literal('perDay'), percent: z.number().int().min(1).max(100) }),
  /** What comes late counts for nothing. */
  z.strictObject({ kind: z.literal('cutOff') }),
]);
export type LateRule = z.infer<typeof lateRule>;

export const mark = z.object({
  /** What counts, rounded to hundredths. */
  points: z.number(),
  /** What the checks say, by the late rule. */
  computed: z.number(),
  /** Only those that were proven. */
  checks: z.array(
    z.object({
      id: z.string(),
      /** As they count, after the late rule. */
      points: z.number(),
      at: z.string(),
      daysLate: z.number(),
    }),
  ),
  override: z.object({ points: z.number(), reason: z.string(), by: z.string(), at: z.string() }).nullable(),
});
export type Mark = z.infer<typeof mark>;

const column = z.object({
  lab: z.string(),
  labTitle: z.string(),
  exercise: z.string(),
  title: z.string(),
  /** Adds to a total, and is not asked for. */
  bonus: z.boolean(),
  /** Counts towards the total. */
  graded: z.boolean(),
  of: z.number(),
  due: z.string(),
  checks: z.array(z.object({ id: z.string(), claim: z.string(), points: z.number() })),
});
export type MarkColumn = z.infer<typeof column>;

const learnerMarks = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  /** By `lab/exercise`; what is not named was not tried. */
  marks: z.record(z.string(), mark),
  total: z.number(),
});
export type LearnerMarks = z.infer<typeof learnerMarks>;

export const gradebook = z.object({
  cohort: z.object({ id: z.string(), name: z.string(), timeZone: z.string() }),
  late: lateRule,
  columns: z.array(column),
  /** What a total is out of. */
  of: z.number(),
  learners: z.array(learnerMarks),
});
export type Gradebook = z.infer<typeof gradebook>;

export const ownMarks = z.object({ cohorts: z.array(gradebook) });

export const newOverride = z.strictObject({
  /** `null`: the computed mark counts again. */
  points: z.number().int().min(0).max(1000).nullable(),
  reason: z.string().trim().min(3).max(500),
});
