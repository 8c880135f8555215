import { z } from 'zod';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import { brokenEnvironment, missingEnvironment } from '#containers/providers/environment-faults.ts';
import { parseAdminCredentials, readAdminConfig } from '#containers/providers/kind/admin-access.ts';
import { vaultInCluster } from '#containers/providers/kind/vault.ts';
import type { KubeContext } from './kube-context.ts';
import { placesOf, secretName } from './places.ts';
import { inPod } from './pod-exec.ts';

const apiPort = 6443;
const vaultPort = 8200;

const base64 = z.string().transform((text) => Buffer.from(text, 'base64').toString('utf8'));
const secret = z.object({ data: z.object({ platform: base64 }) });

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
  const path = `/api/v1/namespaces/${placesOf(id).node.namespace}/secrets/${secretName}`;
  const [kubernetes, tokens, address] = await Promise.all([
    clusterAccess(context, id, signal),
    context.api.ask({ method: 'GET', path }, signal),
    vaultAddress(context, id),
  ]);
  if (kubernetes === undefined) throw missingEnvironment(id);
  const parsed = secret.safeParse(tokens);
  if (!parsed.success) throw brokenEnvironment(id, parsed.error);
  return {
    kubernetes,
    vault: { address, token: parsed.data.data.platform, addressInCluster: vaultInCluster },
  };
}
