import { z } from 'zod';

/** What an author needs to see what a learner saw. Values of secrets are hidden; sizes are bounded by the store. */
export const labReport = z.object({
  format: z.literal(1),
  id: z.string(),
  at: z.string(),
  learner: z.string(),
  lab: z.string(),
  exercise: z.string(),
  note: z.string(),
  /** Hashes of the files of the lab, and of the exercise with its checks. */
  content: z.object({ lab: z.string(), exercise: z.string() }),
  /** `null`: the runtime was not ready. */
  bundle: z.nullable(
    z.object({ recipe: z.string(), source: z.string(), versions: z.record(z.string(), z.string()) }),
  ),
  /** `null`: no attempt was running. */
  attempt: z.nullable(z.object({ id: z.string(), createdAt: z.string(), environment: z.unknown() })),
  /** The last report of each exercise: what was seen, what was wanted. */
  checks: z.array(z.unknown()),
  /** The secret trace, or why there is none. */
  trace: z.unknown(),
});
export type LabReport = z.infer<typeof labReport>;
