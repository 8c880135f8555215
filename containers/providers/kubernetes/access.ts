import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import { brokenEnvironment, missingEnvironment } from '#containers/providers/environment-faults.ts';
import { parseAdminCredentials, readAdminConfig } from '#containers/providers/kind/admin-access.ts';
import { vaultInCluster } from '#containers/providers/kind/vault.ts';
import type { KubeContext } from './kube-context.ts';
import { placesOf, platformFolder, platformToken } from './places.ts';
import { inPod } from './pod-exec.ts';

const apiPort = 6443;
const vaultPort = 8200;

const readToken = { command: ['cat', `${platformFolder}/${platformToken}`], timeoutMs: 10_000 };

/** The platform's own way into an environment's cluster; `undefined` while kubeadm has not written it yet. */
export async function clusterAccess(
  context: KubeContext,
  id: string,
  signal: AbortSignal,
): Promise<EnvironmentAccess['kubernetes'] | undefined> {
  const { node } = placesOf(id);
  const request = { command: readAdminConfig, timeoutMs: 10_000 };
  const { exitCode, stdout } = await inPod(context.config, node)(request, signal);
  if (exitCode !== 0) return undefined;
  const credentials = parseAdminCredentials(stdout);
  return credentials === undefined
    ? undefined
    : { server: await clusterAddress(context, id), ...credentials };
}

/** Where this process reaches the API server of an environment. */
export async function clusterAddress(context: KubeContext, id: string): Promise<string> {
  return `https://127.0.0.1:${String(await context.forwards.portOf(placesOf(id).node, apiPort))}`;
}

/** Where this process reaches the Vault of an environment. */
export async function vaultAddress(context: KubeContext, id: string): Promise<string> {
  return `http://127.0.0.1:${String(await context.forwards.portOf(placesOf(id).vault, vaultPort))}`;
}

/**
 * The platform's way into an environment. The token is read from inside: an account that may read Secrets could read those of
 * others, too, and nothing but a role can bound what is only read.
 */
export async function environmentAccess(
  context: KubeContext,
  id: string,
  signal: AbortSignal,
): Promise<EnvironmentAccess> {
  const [kubernetes, token, address] = await Promise.all([
    clusterAccess(context, id, signal),
    inPod(context.config, placesOf(id).auditor)(readToken, signal),
    vaultAddress(context, id),
  ]);
  if (kubernetes === undefined) throw missingEnvironment(id);
  if (token.exitCode !== 0 || token.stdout === '') throw brokenEnvironment(id, new Error(token.stderr));
  return { kubernetes, vault: { address, token: token.stdout, addressInCluster: vaultInCluster } };
}
