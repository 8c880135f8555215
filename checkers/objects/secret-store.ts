import { z } from 'zod';
import { conditions } from './conditions.ts';
import { metadata } from './metadata.ts';

/** A reference to one key of a Secret, as External Secrets writes it. */
export const secretKeyRef = z.object({
  name: z.string().default(''),
  key: z.string().default(''),
  namespace: z.string().optional(),
});

/** SecretStore and ClusterSecretStore of external-secrets.io/v1. */
export const secretStore = z.object({
  metadata,
  spec: z.object({
    controller: z.string().default(''),
    provider: z.record(z.string(), z.unknown()).default({}),
  }),
  status: z.object({ conditions }).prefault({}),
});

/** `spec.provider.vault`; the API's defaults are the same as here. */
export const vaultProvider = z.object({
  server: z.string(),
  path: z.string().default(''),
  version: z.string().default('v2'),
  auth: z.record(z.string(), z.unknown()).default({}),
});
