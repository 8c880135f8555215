/**
 * HTTP messages about how a cohort gets on, for charts.
 *
 * GET /api/cohorts/:id/insights → insights
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
