import { z } from 'zod';

/** The part of every object's metadata that checks look at. */
export const metadata = z.object({
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string().default(''),
  generation: z.number().default(0),
  creationTimestamp: z.string().default(''),
  labels: z.record(z.string(), z.string()).default({}),
  ownerReferences: z
    .array(
      z.object({
        kind: z.string(),
        name: z.string(),
        uid: z.string(),
        controller: z.boolean().default(false),
      }),
    )
    .default([]),
  managedFields: z
    .array(
      z.object({
        manager: z.string().default(''),
        time: z.string().default(''),
        fieldsV1: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
});

export const named = z.object({ metadata });
