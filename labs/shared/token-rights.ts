import { z } from 'zod';
import type { Probes } from '#checkers/probes/probes.ts';
import { capabilities, parseAnswer } from '../static-sync/world/vault-answers.ts';

const made = z.object({ auth: z.object({ client_token: z.string() }) });
const revokeMs = 10_000;

/** What somebody with these policies may do on each path, by Vault's own judgement; the token for asking is revoked. */
export async function rightsOf(
  policies: readonly string[],
  paths: readonly string[],
  { vault, challenger }: Pick<Probes, 'challenger' | 'vault'>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const body = { policies, ttl: '60s', no_default_policy: true, no_parent: true, renewable: false };
  const { client_token: token } = parseAnswer(
    'a token',
    made,
    await challenger.vaultWrite('auth/token/create', body, signal),
  ).auth;
  try {
    const { data } = parseAnswer(
      'capabilities',
      capabilities,
      await vault.capabilities(token, paths, signal),
    );
    return Object.fromEntries(paths.map((path) => [path, z.array(z.string()).parse(data[path] ?? [])]));
  } finally {
    await challenger.vaultWrite('auth/token/revoke', { token }, AbortSignal.timeout(revokeMs));
  }
}
