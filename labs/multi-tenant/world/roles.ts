import { z } from 'zod';
import type { Probes } from '#checkers/probes/probes.ts';
import { parsePolicy, type PolicyRule } from '#labs/shared/policy-paths.ts';
import { names } from './names.ts';

/** A role of the Kubernetes login with its policies. */
export interface RoleFact {
  readonly accounts: readonly string[];
  readonly namespaces: readonly string[];
  /** Without `default`, which every login has. */
  readonly policies: readonly string[];
  /** Policies that the role names and Vault doesn't have. */
  readonly missing: readonly string[];
  readonly rules: readonly PolicyRule[];
  /** Lifetime of a login in seconds; 0: Vault's default of 32 days. */
  readonly ttlSeconds: number;
}

const strings = z.array(z.string()).nullable().default([]);
const role = z.object({
  data: z.object({
    bound_service_account_names: strings,
    bound_service_account_namespaces: strings,
    token_policies: strings,
    token_ttl: z.number().default(0),
    token_max_ttl: z.number().default(0),
  }),
});
const policy = z.object({ data: z.object({ policy: z.string() }) });

/** `undefined`: there is no such role. */
export async function lookAtRole(
  name: string,
  { vault }: Probes,
  signal: AbortSignal,
): Promise<RoleFact | undefined> {
  const answer = await vault.read(`auth/${names.auth}/role/${name}`, signal);
  const read = role.safeParse(answer.body);
  if (answer.status !== 200 || !read.success) return undefined;
  const { data } = read.data;
  const policies = (data.token_policies ?? []).filter((each) => each !== 'default');
  const found = await Promise.all(
    policies.map(async (each) => ({
      each,
      text: policy.safeParse((await vault.read(`sys/policies/acl/${each}`, signal)).body),
    })),
  );
  return {
    accounts: data.bound_service_account_names ?? [],
    namespaces: data.bound_service_account_namespaces ?? [],
    policies,
    missing: found.filter(({ text }) => !text.success).map(({ each }) => each),
    rules: found.flatMap(({ text }) => parsePolicy(text.data?.data.policy ?? '')),
    ttlSeconds: data.token_ttl === 0 ? data.token_max_ttl : data.token_ttl,
  };
}
