import { z } from 'zod';
import { named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { serviceAccountRef } from '../../shared/service-account.ts';
import { probePrefix } from '../../shared/sync-place.ts';
import { listing, parseAnswer } from '../../static-sync/world/vault-answers.ts';
import { application, names } from './names.ts';
import { policyPaths } from './policy-paths.ts';

export interface Role {
  readonly accounts: readonly string[];
  readonly namespaces: readonly string[];
  /** A label selector for namespaces, in place of names or beside them. */
  readonly selector: string;
  readonly policies: readonly string[];
  readonly ttlSeconds: number;
  readonly maxTtlSeconds: number;
  readonly periodSeconds: number;
  readonly audience: string;
}

/** Role and policy of the application, and what else there is. */
export interface RoleFact {
  readonly role?: Role;
  /** Names of other roles. */
  readonly others: readonly string[];
  /** Of these, who lets in any account of any namespace. */
  readonly open: readonly string[];
  /** Paths that the policy myapp-read speaks of; absent: there is no such policy. */
  readonly policyPaths?: readonly string[];
  /** Names of other policies, without those that Vault brings along. */
  readonly otherPolicies: readonly string[];
  readonly accountExists: boolean;
  /** Names of other service accounts in the namespace. */
  readonly otherAccounts: readonly string[];
}

const roleAnswer = z.object({
  data: z.object({
    bound_service_account_names: z.array(z.string()).nullable().default([]),
    bound_service_account_namespaces: z.array(z.string()).nullable().default([]),
    bound_service_account_namespace_selector: z.string().default(''),
    token_policies: z.array(z.string()).nullable().default([]),
    token_ttl: z.number().default(0),
    token_max_ttl: z.number().default(0),
    token_period: z.number().default(0),
    audience: z.string().nullable().default(''),
  }),
});
const policyAnswer = z.object({ data: z.object({ policy: z.string() }) });
const builtIn = new Set(['default', 'root']);
const mostRoles = 30;

export async function lookAtRole(probes: Probes, signal: AbortSignal): Promise<RoleFact> {
  const { vault, kubernetes } = probes;
  const { name: _, ...accounts } = serviceAccountRef(application);
  const [roleNames, policy, policyNames, listed] = await Promise.all([
    listNames(`auth/${names.mount}/role`, probes, signal),
    vault.read(`sys/policies/acl/${names.policy}`, signal),
    listNames('sys/policies/acl', probes, signal),
    kubernetes.list(accounts, {}, signal),
  ]);
  const others = roleNames.filter((name) => name !== names.role && !name.startsWith(probePrefix));
  const read = async (name: string) => ({ name, role: await readRole(name, probes, signal) });
  const role = roleNames.includes(names.role) ? await readRole(names.role, probes, signal) : undefined;
  const open = (await Promise.all(others.slice(0, mostRoles).map(read))).filter(({ role: other }) =>
    isOpen(other),
  );
  const there = listed.map((object) => parseObject(named, object).metadata.name);
  return {
    ...(role === undefined ? {} : { role }),
    others,
    open: open.map(({ name }) => name),
    ...(policy.status === 404
      ? {}
      : { policyPaths: policyPaths(parseAnswer('the policy', policyAnswer, policy).data.policy) }),
    otherPolicies: policyNames.filter((name) => name !== names.policy && !builtIn.has(name)),
    accountExists: there.includes(application.name),
    otherAccounts: there.filter(
      (name) => name !== application.name && name !== 'default' && !name.startsWith(probePrefix),
    ),
  };
}

/** `undefined`: there is no such role, or no such auth method. */
export async function readRole(
  name: string,
  { vault }: Probes,
  signal: AbortSignal,
): Promise<Role | undefined> {
  const answer = await vault.read(`auth/${names.mount}/role/${name}`, signal);
  if (answer.status === 404) return undefined;
  const { data } = parseAnswer('a role', roleAnswer, answer);
  return {
    accounts: data.bound_service_account_names ?? [],
    namespaces: data.bound_service_account_namespaces ?? [],
    selector: data.bound_service_account_namespace_selector,
    policies: data.token_policies ?? [],
    ttlSeconds: data.token_ttl,
    maxTtlSeconds: data.token_max_ttl,
    periodSeconds: data.token_period,
    audience: data.audience ?? '',
  };
}

function isOpen(role: Role | undefined): boolean {
  return (
    role !== undefined &&
    role.accounts.includes('*') &&
    (role.namespaces.includes('*') || role.selector !== '')
  );
}

async function listNames(path: string, { vault }: Probes, signal: AbortSignal): Promise<readonly string[]> {
  const answer = await vault.list(path, signal);
  return answer.status === 404 ? [] : parseAnswer(`a list of ${path}`, listing, answer).data.keys;
}
