import { z } from 'zod';
import { conditions } from './conditions.ts';
import { metadata } from './metadata.ts';

const storeRef = z.object({ name: z.string().default(''), kind: z.string().default('SecretStore') });
export type StoreRef = z.infer<typeof storeRef>;

const remoteRef = z.object({
  key: z.string(),
  property: z.string().default(''),
  version: z.string().default(''),
  decodingStrategy: z.string().default('None'),
});
const sourceRef = z.object({
  storeRef: storeRef.optional(),
  generatorRef: z.object({ kind: z.string(), name: z.string().default('') }).optional(),
});

/** ExternalSecret of external-secrets.io/v1. */
export const externalSecret = z.object({
  metadata,
  spec: z.object({
    secretStoreRef: storeRef.optional(),
    refreshPolicy: z.string().default('Periodic'),
    refreshInterval: z.string().default('1h'),
    target: z
      .object({
        name: z.string().default(''),
        creationPolicy: z.string().default('Owner'),
        template: z.record(z.string(), z.unknown()).optional(),
      })
      .prefault({}),
    data: z
      .array(z.object({ secretKey: z.string(), remoteRef, sourceRef: sourceRef.optional() }))
      .default([]),
    dataFrom: z
      .array(
        z.object({
          extract: remoteRef.optional(),
          find: z.record(z.string(), z.unknown()).optional(),
          rewrite: z.array(z.unknown()).optional(),
          sourceRef: sourceRef.optional(),
        }),
      )
      .default([]),
  }),
  status: z
    .object({
      conditions,
      refreshTime: z.string().nullable().default(null),
      syncedResourceVersion: z.string().default(''),
      binding: z.object({ name: z.string().default('') }).prefault({}),
    })
    .prefault({}),
});
export type ExternalSecret = z.infer<typeof externalSecret>;

/** `<generation>-<hash>`: the generation that was synced last. */
export function syncedGeneration({ status }: ExternalSecret): number {
  return Number.parseInt(status.syncedResourceVersion, 10) || 0;
}
