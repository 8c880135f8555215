import { z } from 'zod';
import type { Probes } from '#checkers/probes/probes.ts';
import { parsePolicy, type PolicyRule } from '#labs/shared/policy-paths.ts';

/** A role of the Kubernetes login, with what its policies allow. */
export interface RoleFact {
  readonly mountPath: string;
  readonly name: string;
  readonly accounts: readonly string[];
  readonly namespaces: readonly string[];
  readonly policies: readonly string[];
  readonly rules: readonly PolicyRule[];
}

const role = z.object({
  data: z.object({
    bound_service_account_names: z.array(z.string()).nullable().default([]),
    bound_service_account_namespaces: z.array(z.string()).nullable().default([]),
    token_policies: z.array(z.string()).nullable().default([]),
  }),
});
const policy = z.object({ data: z.object({ policy: z.string() }) });

/** The roles that these logins name; one that doesn't exist is left out. */
export async function lookAtRoles(
  logins: readonly { readonly mountPath: string; readonly role: string }[],
  probes: Probes,
  signal: AbortSignal,
): Promise<readonly RoleFact[]> {
  const wanted = new Map(
    logins.filter((login) => login.role !== '').map((login) => [`${login.mountPath}/${login.role}`, login]),
  );
  const found = await Promise.all([...wanted.values()].map((login) => lookAtRole(login, probes, signal)));
  return found.flatMap((each) => each ?? []);
}

async function lookAtRole(
  login: { readonly mountPath: string; readonly role: string },
  { vault }: Probes,
  signal: AbortSignal,
): Promise<RoleFact | undefined> {
  const answer = await vault.read(`auth/${login.mountPath}/role/${login.role}`, signal);
  const read = role.safeParse(answer.body);
  if (answer.status !== 200 || !read.success) return undefined;
  const { data } = read.data;
  const policies = data.token_policies ?? [];
  const texts = await Promise.all(policies.map((name) => vault.read(`sys/policies/acl/${name}`, signal)));
  return {
    mountPath: login.mountPath,
    name: login.role,
    accounts: data.bound_service_account_names ?? [],
    namespaces: data.bound_service_account_namespaces ?? [],
    policies,
    rules: texts.flatMap(({ body }) => parsePolicy(policy.safeParse(body).data?.data.policy ?? '')),
  };
}
