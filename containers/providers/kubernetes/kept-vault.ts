import { auditFile } from '#containers/providers/kind/audit-log.ts';
import {
  mostKeptBytes,
  packKept,
  unpackKept,
  type KeptVault,
} from '#containers/providers/kind/vault-contents.ts';
import { vaultFault } from '#containers/providers/kind/vault-api.ts';
import type { KubeContext } from './kube-context.ts';
import { keptFolder, placesOf } from './places.ts';
import { inPod } from './pod-exec.ts';

const file = `${keptFolder}/vault.json.gz`;
const commandMs = 60_000;
/** The old one stays until the new one is whole. */
const writeScript = 'umask 077; base64 -d >"$1.new" && mv "$1.new" "$1"';

/**
 * Writes down what one Vault had stored, where only the auditor gets: in a volume of the pod, which outlives its containers and
 * goes with it.
 */
export async function writeKept(
  context: KubeContext,
  id: string,
  kept: KeptVault,
  signal: AbortSignal,
): Promise<void> {
  const request = {
    command: ['sh', '-c', writeScript, 'write-kept', file],
    stdin: packKept(kept).toString('base64'),
    timeoutMs: commandMs,
  };
  const { exitCode, stderr } = await byAuditor(context, id)(request, signal);
  if (exitCode !== 0) throw vaultFault(`could not be written down: ${stderr.slice(0, 300)}`);
}

/** What was written down last; `undefined`: nothing. */
export async function readKept(
  context: KubeContext,
  id: string,
  signal: AbortSignal,
): Promise<KeptVault | undefined> {
  const request = { command: ['base64', file], timeoutMs: commandMs, outputBytes: mostKeptBytes };
  const { exitCode, stdout } = await byAuditor(context, id)(request, signal);
  return exitCode === 0 ? unpackKept(Buffer.from(stdout, 'base64')) : undefined;
}

/** How long the audit log is: it grows whenever anybody asks anything. */
export async function auditBytes(
  context: KubeContext,
  id: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const request = { command: ['stat', '--format=%s', auditFile], timeoutMs: commandMs };
  const { exitCode, stdout } = await byAuditor(context, id)(request, signal);
  return exitCode === 0 ? Number(stdout) : undefined;
}

function byAuditor({ config }: KubeContext, id: string) {
  return inPod(config, placesOf(id).auditor);
}
