import type { KindContext } from './kind-context.ts';
import { auditFile } from './audit-log.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { isHalfRestored, statOf, writeKept } from './kept-vault.ts';
import { readVaultTokens, vaultAddress } from './vault.ts';
import { readByAny } from './vault-contents.ts';

const keepMs = 60_000;

/**
 * Writes down what an environment's Vault has stored, unless nobody has asked it anything since the last time. Each time
 * leaves lines in its audit log, so this is not for every minute.
 */
export async function keepVault(context: KindContext, id: string, signal: AbortSignal): Promise<void> {
  const place = { context, id };
  const both = AbortSignal.any([signal, AbortSignal.timeout(keepMs)]);
  // What is there now is less than what was kept before.
  if (await isHalfRestored(place, both)) return;
  const asked = async () => (await statOf(place, auditFile, both))?.size;
  if (context.keptAt.has(id) && context.keptAt.get(id) === (await asked())) return;
  const takenAt = context.clock.now();
  const tokens = await readVaultTokens(context, id, both);
  const address = await vaultAddress(context, nameOf(id, 'vault'), both);
  const onRefused = (error: unknown) =>
    context.log.warn({ environment: id, err: error }, 'Vault refuses the token of the platform');
  const entries = await readByAny(address, tokens, { signal: both, onRefused });
  await writeKept(place, { takenAt, entries }, both);
  context.keptAt.set(id, await asked());
}
