import { ensureBundle } from '#containers/runtime/ensure-bundle.ts';
import { makeHostCluster } from './host-cluster.ts';
import { liveBundleMs } from './live-kind.ts';
import { enforcePolicies } from './policy-enforcer.ts';

/**
 * One cluster for all files of the project `kubernetes`, unless `KINDLAB_HOST_KUBECONFIG` names one that has the bundle's images
 * already. It enforces NetworkPolicies, and goes when the last file is done.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.KINDLAB_HOST_KUBECONFIG !== undefined) return undefined;
  const signal = AbortSignal.timeout(liveBundleMs);
  const bundle = await ensureBundle({ source: 'auto', vault: 'openbao', signal });
  const host = await makeHostCluster(bundle, 'kindlab-host-tests');
  try {
    await enforcePolicies(host, bundle);
  } catch (error) {
    await host.close();
    throw error;
  }
  // Test files run in processes that are started after this.
  process.env.KINDLAB_HOST_KUBECONFIG = host.kubeconfig;
  return host.close;
}
