/**
 * The secret trace. Hashes and names only: values of secrets never come here.
 *
 * GET /api/attempts/:id/trace/events        SSE `trace`: secretTrace, now and at every change; nothing is polled
 * GET /api/attempts/:id/trace/hop?id=…      → hopDetails (404: not in the picture any more)
 *
 * Both answer 403 where the trace is switched off.
 */
import { z } from 'zod';

export const hop = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['absent', 'failing', 'ready', 'settling', 'unseen']),
  reason: z.string(),
  since: z.string().optional(),
  until: z.string().optional(),
  note: z.string().optional(),
  error: z.string().optional(),
  hashes: z.array(z.object({ key: z.string(), hash: z.string() })),
});
export type HopView = z.infer<typeof hop>;

export const secretTrace = z.object({
  chains: z.array(
    z.object({
      id: z.string(),
      namespace: z.string(),
      name: z.string(),
      stages: z.array(
        z.object({
          kind: z.enum(['vault', 'store', 'externalSecret', 'secret', 'pod']),
          hops: z.array(hop),
          more: z.number().int(),
        }),
      ),
    }),
  ),
  more: z.number().int(),
  /** We could not look just now; what is shown is older. */
  trouble: z.object({ code: z.string(), message: z.string(), hint: z.string() }).optional(),
});
export type SecretTraceView = z.infer<typeof secretTrace>;
export type ChainView = SecretTraceView['chains'][number];

export const hopDetails = z.object({
  title: z.string(),
  yaml: z.string(),
  events: z.array(
    z.object({
      type: z.string(),
      reason: z.string(),
      message: z.string(),
      count: z.number(),
      at: z.string(),
    }),
  ),
  command: z.string(),
});
export type HopDetailsView = z.infer<typeof hopDetails>;
