import { z } from 'zod';

export const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(''),
  message: z.string().default(''),
  lastTransitionTime: z.string().default(''),
});
export type Condition = z.infer<typeof condition>;

export const conditions = z.array(condition).default([]);

/** By type, never by position: nothing promises an order. */
export function findCondition(all: readonly Condition[], type: string): Condition | undefined {
  return all.find((one) => one.type === type);
}
