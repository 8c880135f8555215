import { readByAny } from '#containers/providers/kind/vault-contents.ts';
import { readVaultTokens, vaultAddress } from './access.ts';
import { auditBytes, writeKept } from './kept-vault.ts';
import type { KubeContext } from './kube-context.ts';
import { writeKeptAt } from './lease.ts';

const keepMs = 90_000;

/** Writes down what an environment's Vault has stored, unless nobody has asked it anything since the last time. */
export async function keepVault(context: KubeContext, id: string, signal: AbortSignal): Promise<void> {
  const both = AbortSignal.any([signal, AbortSignal.timeout(keepMs)]);
  if (context.keptAt.has(id) && context.keptAt.get(id) === (await auditBytes(context, id, both))) return;
  const takenAt = context.clock.now();
  const [address, tokens] = await Promise.all([
    vaultAddress(context, id),
    readVaultTokens(context, id, both),
  ]);
  const onRefused = (error: unknown): void =>
    context.log.warn({ environment: id, err: error }, 'Vault refuses the token of the platform');
  const entries = await readByAny(address, tokens, { signal: both, onRefused });
  await writeKept(context, id, { takenAt, entries }, both);
  await writeKeptAt(context, id, takenAt, both);
  context.keptAt.set(id, await auditBytes(context, id, both));
}
