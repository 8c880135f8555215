import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import { brokenEnvironment, missingEnvironment } from '#containers/providers/environment-faults.ts';
import { parseAdminCredentials, readAdminConfig } from '#containers/providers/kind/admin-access.ts';
import { vaultInCluster, type VaultTokens } from '#containers/providers/kind/vault.ts';
import type { KubeContext } from './kube-context.ts';
import { placesOf, platformFolder, vaultTokenFiles } from './places.ts';
import { inPod } from './pod-exec.ts';

const apiPort = 6443;
const vaultPort = 8200;

/** Each on a line of its own. */
const readTokensScript = `cd ${platformFolder}; for name in ${vaultTokenFiles.join(' ')}; do cat $name; echo; done`;
const readTokens = { command: ['sh', '-euc', readTokensScript], timeoutMs: 10_000 };

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

/** The platform's way into an environment. */
export async function environmentAccess(
  context: KubeContext,
  id: string,
  signal: AbortSignal,
): Promise<EnvironmentAccess> {
  const [kubernetes, { platform }, address] = await Promise.all([
    clusterAccess(context, id, signal),
    readVaultTokens(context, id, signal),
    vaultAddress(context, id),
  ]);
  if (kubernetes === undefined) throw missingEnvironment(id);
  return { kubernetes, vault: { address, token: platform, addressInCluster: vaultInCluster } };
}

/**
 * Who gets which token of an environment's Vault. They are read from inside: an account that may read Secrets could read those of
 * others, too, and nothing but a role can bound what is only read.
 */
export async function readVaultTokens(
  { config }: KubeContext,
  id: string,
  signal: AbortSignal,
): Promise<VaultTokens> {
  const { stdout, stderr } = await inPod(config, placesOf(id).auditor)(readTokens, signal);
  const [learner = '', platform = ''] = stdout.split('\n');
  if (learner === '' || platform === '') throw brokenEnvironment(id, new Error(stderr));
  return { learner, platform };
}
