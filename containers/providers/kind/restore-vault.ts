import { nameOf } from '#containers/providers/plan.ts';
import { ask, slowAnswerMs } from './engine.ts';
import { markHalfRestored, readKept } from './kept-vault.ts';
import type { KindContext } from './kind-context.ts';
import { furnishVault, readVaultTokens, vaultAddress } from './vault.ts';
import { vaultFault, waitForVault } from './vault-api.ts';
import { refillVault, unsealKeyIn } from './vault-contents.ts';

const keyMs = 10_000;

/** Starts a Vault that has ended, and gives it back what was kept of it. One that nothing was kept of begins anew. */
export async function restoreVault(context: KindContext, id: string, signal: AbortSignal): Promise<void> {
  const place = { context, id };
  const container = context.docker.getContainer(nameOf(id, 'vault'));
  const kept = await readKept(place, signal);
  const tokens = await readVaultTokens(context, id, signal);
  await markHalfRestored(place, true, signal);
  await ask('start Vault', signal, (): Promise<unknown> => container.start(), slowAnswerMs);
  const address = await vaultAddress(context, nameOf(id, 'vault'), signal);
  await waitForVault(context, address, signal);
  if (kept === undefined) await furnishVault(address, tokens, signal);
  else {
    const key = await unsealKey(place, signal);
    await refillVault({ address, tokens, key, clock: context.clock }, kept.entries, signal);
  }
  await markHalfRestored(place, false, signal);
}

async function unsealKey(
  { context, id }: { readonly context: KindContext; readonly id: string },
  signal: AbortSignal,
): Promise<string> {
  const container = context.docker.getContainer(nameOf(id, 'vault'));
  const { State } = await ask('look at Vault', signal, (abortSignal) => container.inspect({ abortSignal }));
  const since = Date.parse(State.StartedAt) / 1000;
  const deadline = context.clock.now().getTime() + keyMs;
  while (context.clock.now().getTime() < deadline) {
    const log = await ask('read what Vault says', signal, () =>
      container.logs({ stdout: true, stderr: true, since }),
    );
    const key = unsealKeyIn(log.toString('utf8'));
    if (key !== undefined) return key;
    await context.clock.wait(100, signal);
  }
  throw vaultFault('did not say how it is unsealed');
}
