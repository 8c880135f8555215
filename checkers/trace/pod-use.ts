import { z } from 'zod';
import { conditions } from '../objects/conditions.ts';
import { metadata } from '../objects/metadata.ts';

const secretRef = z.object({ name: z.string().default('') });
const container = z.object({
  env: z
    .array(z.object({ valueFrom: z.object({ secretKeyRef: secretRef.optional() }).optional() }))
    .default([]),
  envFrom: z.array(z.object({ secretRef: secretRef.optional() })).default([]),
});
const volume = z.object({
  secret: z.object({ secretName: z.string().default('') }).optional(),
  projected: z
    .object({ sources: z.array(z.object({ secret: secretRef.optional() })).default([]) })
    .optional(),
});
const waiting = z.object({ reason: z.string().default(''), message: z.string().default('') });
const status = z.object({
  state: z
    .object({
      waiting: waiting.optional(),
      running: z.object({ startedAt: z.string().default('') }).optional(),
    })
    .default({}),
});

/** A pod, as far as its Secrets go. */
export const tracedPod = z.object({
  metadata: metadata.extend({ deletionTimestamp: z.string().optional() }),
  spec: z.object({
    containers: z.array(container).default([]),
    initContainers: z.array(container).default([]),
    volumes: z.array(volume).default([]),
  }),
  status: z
    .object({
      phase: z.string().default(''),
      startTime: z.string().optional(),
      conditions,
      initContainerStatuses: z.array(status).default([]),
      containerStatuses: z.array(status).default([]),
    })
    .prefault({}),
});
export type TracedPod = z.infer<typeof tracedPod>;

export interface SecretUse {
  readonly asVariables: boolean;
  readonly asFiles: boolean;
}

/** How a pod uses a Secret of its namespace; `undefined`: not at all. */
export function useOf({ spec }: TracedPod, secret: string): SecretUse | undefined {
  const containers = [...spec.containers, ...spec.initContainers];
  const asVariables = containers.some(
    ({ env, envFrom }) =>
      env.some(({ valueFrom }) => valueFrom?.secretKeyRef?.name === secret) ||
      envFrom.some(({ secretRef: ref }) => ref?.name === secret),
  );
  const asFiles = spec.volumes.some(
    (one) =>
      one.secret?.secretName === secret ||
      one.projected?.sources.some((source) => source.secret?.name === secret) === true,
  );
  return asVariables || asFiles ? { asVariables, asFiles } : undefined;
}
