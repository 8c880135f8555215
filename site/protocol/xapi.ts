/**
 * HTTP messages about what a learning record store was told of a cohort. For administrators, and for its instructors.
 *
 * GET  /api/cohorts/:id/xapi         → cohortXapi
 * POST /api/cohorts/:id/xapi/again   → cohortXapi: what was given up on is sent once more
 */
import { z } from 'zod';

const statementView = z.object({
  id: z.string(),
  learner: z.string(),
  /** Such as passed. */
  verb: z.string(),
  activity: z.string(),
  state: z.enum(['pending', 'delivered', 'failed']),
  createdAt: z.string(),
  tries: z.array(z.object({ status: z.number().nullable(), error: z.string().nullable() })),
  nextAt: z.string().nullable(),
});

export const cohortXapi = z.object({
  /** Where the store is; null: the operator named none. */
  store: z.string().nullable(),
  /** Whether it is told who learners are. */
  names: z.boolean(),
  /** Statements that were given up on. */
  failed: z.number(),
  /** Newest first. */
  statements: z.array(statementView),
});
export type CohortXapi = z.infer<typeof cohortXapi>;
