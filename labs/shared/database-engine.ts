import { z } from 'zod';
import type { Probes, VaultAnswer } from '#checkers/probes/probes.ts';
import { parseAnswer } from '#labs/static-sync/world/vault-answers.ts';
import type { Login } from './shop-database.ts';

const pair = z.object({
  lease_id: z.string(),
  data: z.object({ username: z.string(), password: z.string() }),
});

/** A login that the checker asked Vault for. Not part of any fact. */
export interface Minted {
  readonly lease: string;
  readonly login: Login;
}

export type MintResult = { readonly minted: Minted } | { readonly refused: string };

/** Asks the engine for a login, with the platform's own token. Whoever calls revokes it. */
export async function mint(role: string, { vault }: Probes, signal: AbortSignal): Promise<MintResult> {
  const answer = await vault.read(`database/creds/${role}`, signal);
  if (answer.status !== 200) return { refused: errorOf(answer) };
  const { lease_id: lease, data: login } = parseAnswer('a login', pair, answer);
  return { minted: { lease, login } };
}

/** Ends a lease and waits for it. Answers what stood in the way; `undefined`: it is over. */
export async function endLease(
  lease: string,
  { challenger }: Probes,
  signal: AbortSignal,
): Promise<string | undefined> {
  const answer = await challenger.vaultWrite('sys/leases/revoke', { lease_id: lease, sync: true }, signal);
  return answer.status < 300 ? undefined : errorOf(answer);
}

/** Takes a lease off Vault's list though the login couldn't be removed, so that no test of ours lingers there. */
export async function forgetLease(lease: string, { challenger }: Probes, signal: AbortSignal): Promise<void> {
  await challenger.vaultWrite(`sys/leases/revoke-force/${lease}`, {}, signal);
}

const keys = z.object({ data: z.object({ keys: z.array(z.string()) }) });

/** Ids of the leases of a role's logins. */
export async function listLeases(
  role: string,
  { vault }: Probes,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const path = `database/creds/${role}`;
  const answer = await vault.list(`sys/leases/lookup/${path}`, signal);
  if (answer.status === 404) return [];
  return parseAnswer('the leases', keys, answer).data.keys.map((key) => `${path}/${key}`);
}

const errors = z.object({ errors: z.array(z.string()) });

/** What Vault and the database said, without addresses and the names of users, which change each time. */
export function errorOf({ status, body }: VaultAnswer): string {
  const said = errors.safeParse(body);
  const text = said.success ? said.data.errors.join(' ') : '';
  const cause =
    /(?:ERROR|FATAL): .*?\(SQLSTATE \w+\)|no such host|connection refused|no route to host|i\/o timeout|not an allowed role|unknown role/.exec(
      text,
    )?.[0];
  return (cause ?? (text === '' ? `HTTP ${String(status)}` : text.slice(0, 160))).replaceAll(
    /"v-[^"]+"/g,
    '"v-…"',
  );
}
