import { z } from 'zod';
import type { Probes } from '#checkers/probes/probes.ts';
import { lookAtRole } from '#labs/dynamic-credentials/world/engine.ts';
import { parseAnswer } from '#labs/static-sync/world/vault-answers.ts';
import { names } from './names.ts';

const roleAnswer = z.object({
  data: z.object({
    token_ttl: z.number().default(0),
    token_max_ttl: z.number().default(0),
    token_explicit_max_ttl: z.number().default(0),
  }),
});

/** How long things live, in seconds; absent: there is no such role. */
export interface LifetimesFact {
  /** A database login, by its role. */
  readonly loginS?: number;
  /** The token that ESO gets when it logs in: the smallest of the limits that are set. */
  readonly tokenS?: number;
}

/** Vault's own default where a role sets no TTL. */
const vaultDefaultS = 768 * 3600;

export async function lookAtLifetimes(probes: Probes, signal: AbortSignal): Promise<LifetimesFact> {
  const [database, answer] = await Promise.all([
    lookAtRole(probes, signal),
    probes.vault.read(`auth/kubernetes/role/${names.authRole}`, signal),
  ]);
  const loginS = database.role?.defaultTtlS;
  return {
    ...(loginS === undefined ? {} : { loginS }),
    ...(answer.status === 404 ? {} : { tokenS: shortest(parseAnswer('the role', roleAnswer, answer).data) }),
  };
}

function shortest(limits: z.infer<typeof roleAnswer>['data']): number {
  const { token_ttl, token_max_ttl, token_explicit_max_ttl } = limits;
  return Math.min(vaultDefaultS, ...[token_ttl, token_max_ttl, token_explicit_max_ttl].filter((s) => s > 0));
}
