import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { callVault, vaultFault, waitForVault } from '#containers/providers/kind/vault-api.ts';
import { refillVault, unsealKeyIn, unsealVault } from '#containers/providers/kind/vault-contents.ts';
import { furnishVault, type VaultTokens } from '#containers/providers/kind/vault.ts';
import { readVaultTokens, vaultAddress } from './access.ts';
import { openGate } from './vault-gate.ts';
import { readKept } from './kept-vault.ts';
import type { KubeContext } from './kube-context.ts';
import { placesOf } from './places.ts';

const answerMs = 5_000;
const keyMs = 30_000;
const pollMs = 250;

/**
 * Lets a Vault that was started again begin, and gives it back what was kept of it. One that nothing was kept of begins
 * anew. May be called again after it was cut short: then it goes over the same contents once more.
 */
export async function restoreVault(context: KubeContext, id: string, signal: AbortSignal): Promise<void> {
  const [address, tokens, kept] = await Promise.all([
    vaultAddress(context, id),
    readVaultTokens(context, id, signal),
    readKept(context, id, signal),
  ]);
  const before = await stateOf(address, signal);
  if (before === 'absent') await openGate(context, id, signal);
  else if (before === 'sealed') await unsealVault(address, await unsealKey(context, id, signal), signal);
  await waitForVault(context, address, signal);
  if (kept !== undefined) {
    const key = await unsealKey(context, id, signal);
    await refillVault({ address, tokens, key, clock: context.clock }, kept.entries, signal);
  } else if (!(await isFurnished(address, tokens, signal))) await furnishVault(address, tokens, signal);
}

const health = z.object({ sealed: z.boolean() });

/** `absent`: nobody listens, since it waits to be let in. */
async function stateOf(address: string, signal: AbortSignal): Promise<'absent' | 'open' | 'sealed'> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
  try {
    const response = await fetch(`${address}/v1/sys/health`, { signal: within });
    return health.parse(await response.json()).sealed ? 'sealed' : 'open';
  } catch {
    signal.throwIfAborted();
    return 'absent';
  }
}

async function isFurnished(
  address: string,
  { platform }: VaultTokens,
  signal: AbortSignal,
): Promise<boolean> {
  const asked = { token: platform, method: 'GET', path: 'auth/token/lookup-self' } as const;
  try {
    await callVault(address, asked, signal);
    return true;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

/** Vault answers a moment before it says so, and what it says is there a moment later. */
async function unsealKey({ api, clock }: KubeContext, id: string, signal: AbortSignal): Promise<string> {
  const { namespace, pod, container } = placesOf(id).vault;
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log`;
  const deadline = clock.now().getTime() + keyMs;
  while (clock.now().getTime() < deadline) {
    const key = unsealKeyIn(await api.text({ method: 'GET', path, query: { container } }, signal));
    if (key !== undefined) return key;
    await clock.wait(pollMs, signal);
  }
  throw vaultFault('did not say how it is unsealed');
}
