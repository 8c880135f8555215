import type { Interruption } from '#containers/contract/environment.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { ask } from './engine.ts';
import { keptSince } from './kept-vault.ts';
import type { KindContext } from './kind-context.ts';

/** What an environment lost of which a part was ended from outside. */
export async function readInterruption(
  context: KindContext,
  id: string,
  signal: AbortSignal,
): Promise<Interruption> {
  const look = (part: string) =>
    ask('look at a container', signal, (abortSignal) =>
      context.docker.getContainer(nameOf(id, part)).inspect({ abortSignal }),
    );
  const [vault, workspace] = await Promise.all([look('vault'), look('workspace')]);
  const [vaultEnded, workspaceEnded] = [vault, workspace].map(({ State }) => State.Status === 'exited');
  // The engine starts a workspace again by itself.
  const wasStarted =
    vaultEnded === true && Date.parse(workspace.State.StartedAt) >= Date.parse(vault.State.FinishedAt);
  const shells = workspaceEnded === true || wasStarted;
  if (vaultEnded !== true) return { shells };
  return { shells, vault: (await keptSince({ context, id }, signal)) ?? 'empty' };
}
