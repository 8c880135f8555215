import { z } from 'zod';
import { conditions } from './conditions.ts';
import { metadata } from './metadata.ts';

export const deployment = z.object({
  metadata,
  spec: z.object({
    replicas: z.number().default(1),
    template: z.object({
      spec: z.object({ containers: z.array(z.object({ image: z.string().default('') })) }),
    }),
  }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      readyReplicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      conditions,
    })
    .prefault({}),
});

const containerStatus = z.object({
  state: z
    .object({
      waiting: z.object({ reason: z.string().default(''), message: z.string().default('') }).optional(),
    })
    .default({}),
  restartCount: z.number().default(0),
});

export const pod = z.object({
  metadata,
  status: z
    .object({ phase: z.string().default(''), containerStatuses: z.array(containerStatus).default([]) })
    .prefault({}),
});
