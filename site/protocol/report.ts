/**
 * Reports that a lab is broken.
 *
 * POST /api/labs/:lab/report   body reportRequest → reportReceipt (201; 429 when there were many within the hour)
 */
import { z } from 'zod';

export const longestNote = 2000;

export const reportRequest = z.strictObject({
  exercise: z.string().max(100),
  /** The learner's own words; values of this attempt in it are hidden before it is kept. */
  note: z.string().max(longestNote),
});

export const reportReceipt = z.object({ id: z.string() });
