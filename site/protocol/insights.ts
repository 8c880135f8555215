/**
 * HTTP messages about how a cohort gets on, for charts.
 *
 * GET /api/cohorts/:id/insights  → insights
 * GET /api/cohorts/:id/items     → itemReport
 * GET /api/cohorts/:id/items.csv → text/csv, a line per question and exercise
 */
import { z } from 'zod';

export const insights = z.object({
  cohort: z.object({ id: z.string(), name: z.string(), timeZone: z.string() }),
  learners: z.number(),
  /** In the order of the course. */
  exercises: z.array(
    z.object({
      /** `lab/exercise` */
      key: z.string(),
      lab: z.string(),
      title: z.string(),
      /** Minutes from the exercise before, or the begin of the lab, to the first pass; one per learner. */
      minutes: z.array(z.number()),
      /** Learners who pressed Check or passed. */
      tried: z.number(),
      /** Those of them whose first Check passed, or who passed without one. */
      firstTry: z.number(),
      passed: z.number(),
      /** Learners who took a hint, and hints in all. */
      hinted: z.number(),
      hints: z.number(),
      /** Learners who looked at the solution. */
      solutions: z.number(),
    }),
  ),
  /** When each learner first passed each exercise, oldest first. */
  passes: z.array(z.string()),
});
export type Insights = z.infer<typeof insights>;

const share = z.number().nullable();

/** One question of a quiz, or one exercise of a lab. */
const item = z.object({
  id: z.string(),
  title: z.string(),
  /** Who answered or tried it. */
  learners: z.number(),
  /** Share of them whose first answer, or first Check, was right. */
  difficulty: share,
  /** Correlation of that with the other items of the group, and its 95 % bounds; null: too little to tell. */
  discrimination: z.object({ value: z.number(), from: z.number(), to: z.number() }).nullable(),
  /** Share of them who had it right in the end. */
  solved: share,
  /** Answers, or presses on Check, per learner. */
  tries: share,
  /** What can be taken from that; empty: it does its work. */
  remark: z.string(),
});
export type Item = z.infer<typeof item>;

export const itemReport = z.object({
  cohort: z.object({ id: z.string(), name: z.string() }),
  groups: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      kind: z.enum(['exercises', 'quiz']),
      items: z.array(item),
    }),
  ),
});
export type ItemReport = z.infer<typeof itemReport>;
