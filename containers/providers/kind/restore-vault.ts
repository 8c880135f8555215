import { nameOf } from '#containers/providers/plan.ts';
import { ask, slowAnswerMs } from './engine.ts';
import { markHalfRestored, readKept, type KeptVault } from './kept-vault.ts';
import type { KindContext } from './kind-context.ts';
import { furnishVault, readVaultTokens, vaultAddress, type VaultTokens } from './vault.ts';
import { callVault, vaultFault, waitForVault } from './vault-api.ts';
import { removeOthers, writeStorage } from './vault-storage.ts';

const keyMs = 10_000;

/**
 * Starts a Vault that has ended, and gives it back what was kept of it: engines, entries, policies, logins, tokens and keys
 * as they were, with their ids. It comes up empty, is written full below its engines, and then sealed and unsealed once,
 * whereupon it reads all of it as its own. Nobody else may ask it meanwhile. One that nothing was kept of begins anew.
 */
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
  else await fill({ context, id, address, tokens }, kept, signal);
  await markHalfRestored(place, false, signal);
}

interface EmptyVault {
  readonly context: KindContext;
  readonly id: string;
  readonly address: string;
  readonly tokens: VaultTokens;
}

async function fill(empty: EmptyVault, { entries }: KeptVault, signal: AbortSignal): Promise<void> {
  const { context, address, tokens } = empty;
  const key = await unsealKey(empty, signal);
  const door = { address, token: tokens.learner };
  await writeStorage(door, entries, signal);
  // Its own tokens stay until the end: without them it would not hear the next call.
  const untilSealed = { has: (path: string) => entries.has(path) || path.startsWith('sys/token/') };
  await removeOthers(door, untilSealed, signal);
  await callVault(address, { token: tokens.learner, method: 'PUT', path: 'sys/seal' }, signal);
  await callVault(address, { token: '', method: 'PUT', path: 'sys/unseal', body: { key } }, signal);
  await waitForVault(context, address, signal);
  await removeOthers({ address, token: tokens.platform }, entries, signal);
}

/** Dev mode says it once, on the container's output, each time that it starts. */
async function unsealKey({ context, id }: EmptyVault, signal: AbortSignal): Promise<string> {
  const container = context.docker.getContainer(nameOf(id, 'vault'));
  const { State } = await ask('look at Vault', signal, (abortSignal) => container.inspect({ abortSignal }));
  const since = Date.parse(State.StartedAt) / 1000;
  const deadline = context.clock.now().getTime() + keyMs;
  while (context.clock.now().getTime() < deadline) {
    const log = await ask('read what Vault says', signal, () =>
      container.logs({ stdout: true, stderr: true, since }),
    );
    const key = /Unseal Key: (\S+)/.exec(log.toString('utf8'))?.[1];
    if (key !== undefined) return key;
    await context.clock.wait(100, signal);
  }
  throw vaultFault('did not say how it is unsealed');
}
