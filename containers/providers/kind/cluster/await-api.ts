import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import type { Clock } from '#containers/providers/surroundings.ts';
import { apiAnswers } from './api-answers.ts';

type Access = EnvironmentAccess['kubernetes'];

/**
 * Waits until the API server of a new cluster takes objects, and answers the way there. `find` looks for it anew each time:
 * there is none before kubeadm has written it down. Whoever calls it sets the deadline.
 */
export async function awaitApi(
  find: (signal: AbortSignal) => Promise<Access | undefined>,
  { clock, pollMs }: { readonly clock: Clock; readonly pollMs: number },
  signal: AbortSignal,
): Promise<Access> {
  for (;;) {
    const access = await find(signal);
    if (access !== undefined && (await apiAnswers(access, signal))) return access;
    await clock.wait(pollMs, signal);
  }
}
