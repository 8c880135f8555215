import { z } from 'zod';
import type { Probes, VaultAnswer } from '#checkers/probes/probes.ts';
import { capabilities, parseAnswer } from '../static-sync/world/vault-answers.ts';

/** What Vault said to a login by a service account's token; without the token that it gave out. */
export type LoginFact =
  | { readonly state: 'refused'; readonly status: number; readonly said: string }
  | {
      readonly state: 'let-in';
      readonly policies: readonly string[];
      readonly seconds: number;
      /** What the new token may do on the paths that were asked about. */
      readonly may: Readonly<Record<string, readonly string[]>>;
    };

export interface LoginRequest {
  readonly mount: string;
  readonly role: string;
  readonly jwt: string;
  /** Paths to ask about. */
  readonly paths: readonly string[];
}

const loginAnswer = z.object({
  auth: z.object({
    client_token: z.string(),
    token_policies: z.array(z.string()).default([]),
    lease_duration: z.number(),
  }),
});
const refusal = z.object({ errors: z.array(z.string()) });
const tidyUpMs = 5000;

/** Logs in as a pod would, asks what the new token may do, and gives it back. */
export async function tryLogin(
  request: LoginRequest,
  probes: Probes,
  signal: AbortSignal,
): Promise<LoginFact> {
  const { mount, role, jwt, paths } = request;
  const answer = await probes.challenger.vaultWrite(`auth/${mount}/login`, { role, jwt }, signal);
  if (answer.status !== 200) return { state: 'refused', status: answer.status, said: errorsOf(answer) };
  const {
    client_token: token,
    token_policies: policies,
    lease_duration: seconds,
  } = parseAnswer('a login', loginAnswer, answer).auth;
  try {
    return { state: 'let-in', policies, seconds, may: await rightsOf(token, paths, probes, signal) };
  } finally {
    await probes.challenger.vaultWrite('auth/token/revoke', { token }, AbortSignal.timeout(tidyUpMs));
  }
}

/** What Vault gave as the reason, shortened; empty when it gave none. */
export function errorsOf({ body }: VaultAnswer): string {
  const read = refusal.safeParse(body);
  return read.success ? read.data.errors.join('; ').slice(0, 200) : '';
}

async function rightsOf(
  token: string,
  paths: readonly string[],
  { vault }: Probes,
  signal: AbortSignal,
): Promise<Readonly<Record<string, readonly string[]>>> {
  if (paths.length === 0) return {};
  const { data } = parseAnswer(
    'the rights of a token',
    capabilities,
    await vault.capabilities(token, paths, signal),
  );
  return Object.fromEntries(
    paths.map((path) => {
      const rights = data[path];
      return [path, Array.isArray(rights) ? rights.map(String).sort() : []];
    }),
  );
}
