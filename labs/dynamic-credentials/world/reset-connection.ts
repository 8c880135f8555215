import type { Probes } from '#checkers/probes/probes.ts';
import { errorOf } from '#labs/shared/database-engine.ts';
import { names } from './names.ts';

export interface ResetFact {
  /** Why Vault couldn't log in; absent: it did. */
  readonly refused?: string;
}

/** Has Vault log in anew with what it knows. Whoever is connected through it doesn't notice. */
export async function resetConnection({ challenger }: Probes, signal: AbortSignal): Promise<ResetFact> {
  const answer = await challenger.vaultWrite(`${names.mount}/reset/${names.connection}`, {}, signal);
  return answer.status < 300 ? {} : { refused: errorOf(answer) };
}
