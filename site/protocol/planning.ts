/**
 * HTTP messages about whether a class fits on this machine.
 *
 * GET /api/cohorts/:id/plan?learners=&start=  → classPlan; without a number: its seats, without a time: when its first lab opens
 */
import { z } from 'zod';

/** `null`: nobody knows, and what knows it is said. */
const amount = z.number().nullable();
const resources = z.object({ memoryMiB: amount, cores: amount, diskMiB: amount });

export const classPlan = z.object({
  learners: z.number(),
  startsAt: z.string(),
  /** What one learner's environment takes, and where that figure is from. */
  each: resources,
  source: z.object({
    kind: z.enum(['measured', 'stored', 'assumed']),
    /** Environments that were measured. */
    environments: z.number(),
  }),
  needs: resources,
  /** What this machine could still give; what it has to keep for itself is taken off. */
  free: resources,
  fits: z.boolean(),
  /** How many learners fit now. */
  fitting: z.number(),
  /** When environments have to be begun so that all that fit are ready. */
  warmAt: z.string(),
  warmMinutes: z.number(),
  /** What to do, most important first. */
  advice: z.array(z.string()),
});
export type ClassPlan = z.infer<typeof classPlan>;

export const classQuestion = z.object({
  learners: z.coerce.number().int().min(1).max(2000).optional(),
  start: z.string().min(10).max(40).optional(),
});
