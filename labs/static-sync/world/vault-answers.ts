import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { VaultAnswer } from '#checkers/probes/probes.ts';

/** The body of an answer with one of these statuses; any other is our problem: Fault PROBE_FAILED. */
export function parseAnswer<T>(
  what: string,
  schema: z.ZodType<T>,
  answer: VaultAnswer,
  statuses: readonly number[] = [200],
): T {
  const parsed = statuses.includes(answer.status) ? schema.safeParse(answer.body) : undefined;
  if (parsed?.success) return parsed.data;
  throw new Fault({
    code: 'PROBE_FAILED',
    message: `Vault answered ${String(answer.status)} when asked for ${what}, in a form this check doesn't know.`,
    hint: 'Check again in a moment. If it goes on, start the lab anew.',
    cause: parsed?.error,
  });
}

export const sealStatus = z.object({ sealed: z.boolean() });

export const mounts = z.object({
  data: z.record(
    z.string(),
    z.object({ type: z.string(), options: z.record(z.string(), z.string()).nullable().default(null) }),
  ),
});

export const entryVersion = z.object({
  data: z.object({
    data: z.record(z.string(), z.unknown()).nullable(),
    metadata: z.object({
      version: z.number(),
      created_time: z.string(),
      destroyed: z.boolean().default(false),
    }),
  }),
});

export const entryHistory = z.object({
  data: z.object({
    current_version: z.number(),
    versions: z.record(z.string(), z.object({ deletion_time: z.string(), destroyed: z.boolean() })),
  }),
});

export const listing = z.object({ data: z.object({ keys: z.array(z.string()) }) });

export const capabilities = z.object({ data: z.record(z.string(), z.unknown()) });
