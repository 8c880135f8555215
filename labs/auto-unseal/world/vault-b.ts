import { z } from 'zod';
import type { Probes, ServiceAnswer, ServiceRequest } from '#checkers/probes/probes.ts';
import { names, service } from './names.ts';

/** What B says about itself to anybody. */
export interface SealFact {
  readonly type: string;
  readonly storage: string;
  readonly initialized: boolean;
  readonly sealed: boolean;
  readonly recoverySeal: boolean;
  /** Absent while it is sealed. */
  readonly clusterId?: string;
}

const sealStatus = z.object({
  type: z.string(),
  storage_type: z.string().default(''),
  initialized: z.boolean(),
  sealed: z.boolean(),
  recovery_seal: z.boolean().default(false),
  cluster_id: z.string().optional(),
});

/** `undefined`: nobody answers. */
export async function readSeal({ services }: Probes, signal: AbortSignal): Promise<SealFact | undefined> {
  const answer = await services.ask(service, { method: 'GET', path: 'v1/sys/seal-status' }, signal);
  const read = sealStatus.safeParse(answer?.body);
  if (!read.success) return undefined;
  const {
    type,
    storage_type: storage,
    initialized,
    sealed,
    recovery_seal: recoverySeal,
    cluster_id,
  } = read.data;
  return {
    type,
    storage,
    initialized,
    sealed,
    recoverySeal,
    ...(cluster_id === undefined ? {} : { clusterId: cluster_id }),
  };
}

/** B with the rights of its admin. */
export type AskB = (request: ServiceRequest, signal: AbortSignal) => Promise<ServiceAnswer | undefined>;

const login = z.object({
  auth: z.object({
    client_token: z.string(),
    token_policies: z.array(z.string()).default([]),
    lease_duration: z.number(),
  }),
});
const tidyUpMs = 5000;

/** Logs in to B as admin with the password of this attempt, and out again. `undefined`: B doesn't let the admin in. */
export async function asAdmin<T>(
  probes: Probes,
  signal: AbortSignal,
  use: (ask: AskB, admin: { readonly policies: readonly string[] }) => Promise<T>,
): Promise<T | undefined> {
  const password = probes.attempt.values['admin_password'] ?? '';
  const path = `v1/auth/userpass/login/${names.admin}`;
  const answer = await probes.services.ask(service, { method: 'POST', path, body: { password } }, signal);
  const read = login.safeParse(answer?.body);
  if (answer?.status !== 200 || !read.success) return undefined;
  const headers = { 'X-Vault-Token': read.data.auth.client_token };
  const ask: AskB = (request, within) => probes.services.ask(service, { ...request, headers }, within);
  try {
    return await use(ask, { policies: read.data.auth.token_policies });
  } finally {
    await ask({ method: 'POST', path: 'v1/auth/token/revoke-self' }, AbortSignal.timeout(tidyUpMs));
  }
}

/** `undefined`: not found, not allowed, or another form. */
export async function readB<T>(
  schema: z.ZodType<T>,
  path: string,
  ask: AskB,
  signal: AbortSignal,
): Promise<T | undefined> {
  const answer = await ask({ method: 'GET', path: `v1/${path}` }, signal);
  const read = answer?.status === 200 ? schema.safeParse(answer.body) : undefined;
  return read?.success ? read.data : undefined;
}
