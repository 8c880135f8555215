import { Fault } from '#containers/contract/fault.ts';
import { HostApi } from '#containers/providers/kubernetes/host-api.ts';
import { loadHostConfig } from '#containers/providers/kubernetes/load-config.ts';
import { preflight } from '#containers/providers/kubernetes/preflight.ts';
import type { KubernetesSettings } from '#containers/providers/kubernetes/settings.ts';
import { ok, problem, type Finding } from './finding.ts';

/** Whether the cluster that is to carry the labs answers, and lets this account do what they need. */
export async function examineCluster(
  settings: KubernetesSettings,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  try {
    const api = new HostApi(loadHostConfig(settings));
    const found = await preflight({ api, granted: new Set(), settings }, signal);
    if (found.length > 0) return found.map(({ what, fix }) => problem('cluster', what, fix));
    return [ok('cluster', 'The cluster answers, and lets this account do all that labs need.')];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [problem('cluster', error.message, error.hint)];
  }
}
