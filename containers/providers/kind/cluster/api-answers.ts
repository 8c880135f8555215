import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import { askCluster } from './ask-cluster.ts';

/** Whether the API server takes calls by now. Rejects only when aborted. */
export async function apiAnswers(
  access: EnvironmentAccess['kubernetes'],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const request = { method: 'GET', path: '/api/v1/namespaces/kube-system' } as const;
    return (await askCluster(access, request, signal)).status === 200;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
