import { vaultFault } from '#containers/providers/kind/vault-api.ts';
import type { KubeContext } from './kube-context.ts';
import { configFolder, gateFolder, placesOf } from './places.ts';
import { inPod } from './pod-exec.ts';

const name = 'audit.hcl';
const openMs = 3 * 60_000;

/**
 * The kubelet starts a container again at once, and a Vault that was started again is empty: an operator that met it would delete what
 * it had made of its entries. So Vault's settings are a pipe. It waits, before it listens, until somebody writes them.
 */
const writeSettings = `cat ${configFolder}/${name} >${gateFolder}/${name}`;

/** What makes the pipe, before any container of the pod runs. */
export const makeGate = `test -p ${gateFolder}/${name} || mkfifo -m 0660 ${gateFolder}/${name}`;

/** Lets Vault in the first time, and never again by itself. */
export const openFirst = `if mkdir ${gateFolder}/opened; then ${writeSettings}; fi`;

/** Lets a Vault in that was started again, as soon as it asks. */
export async function openGate({ config }: KubeContext, id: string, signal: AbortSignal): Promise<void> {
  const request = { command: ['sh', '-c', writeSettings], timeoutMs: openMs };
  const { exitCode, stderr } = await inPod(config, placesOf(id).auditor)(request, signal);
  if (exitCode !== 0) throw vaultFault(`could not be started again: ${stderr.slice(0, 300)}`);
}
