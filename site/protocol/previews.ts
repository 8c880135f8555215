/**
 * HTTP services of a running attempt's cluster, looked at in a browser under a name of their own.
 *
 * GET  /api/attempts/:id/previews  → previewList
 * POST /api/attempts/:id/previews  body previewTarget → preview; only what the list names. Its address opens it once.
 */
import { z } from 'zod';

export const previewTarget = z.strictObject({
  namespace: z.string().max(100),
  service: z.string().max(100),
  port: z.number().int().min(1).max(65_535),
});
export type PreviewTarget = z.infer<typeof previewTarget>;

export const previewList = z.object({
  /** False: this server has no names for previews. */
  offered: z.boolean(),
  services: z.array(previewTarget),
});

export const preview = z.object({ url: z.string(), expiresAt: z.string() });
