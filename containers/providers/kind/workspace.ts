import { Fault } from '#containers/contract/fault.ts';
import type { Plan } from '#containers/contract/environment.ts';
import type { RunIn } from '#containers/providers/run-in.ts';
import { auditVolume } from './audit-log.ts';
import { startContainer } from './container.ts';
import type { KindContext } from './kind-context.ts';
import type { Subnet } from './subnet.ts';

/** The one user of the workspace image. */
export const learnerUser = 'learner';
export const kubeconfigPath = '/home/learner/.kube/config';

/** Starts the learner's workspace: tools, a shell's home, no Docker socket, nothing published. Answers its name. */
export async function createWorkspace(
  context: KindContext,
  plan: Plan,
  options: { readonly subnet: Subnet; readonly vaultToken: string },
  signal: AbortSignal,
): Promise<string> {
  return startContainer(
    context,
    plan,
    {
      part: 'workspace',
      image: plan.images.workspace,
      address: options.subnet.workspace,
      aliases: ['workspace'],
      memoryMiB: plan.spec.limits.workspaceMemoryMiB,
      pids: plan.spec.limits.workspacePids,
      env: {
        VAULT_ADDR: 'http://vault:8200',
        VAULT_TOKEN: options.vaultToken,
        KUBECONFIG: kubeconfigPath,
        LANG: 'C.UTF-8',
      },
      // The workspace serves the course's Helm charts to itself.
      extraHosts: ['charts.kindlab:127.0.0.1'],
      volume: auditVolume(plan, 'read'),
      restart: 'unless-stopped',
    },
    signal,
  );
}

/** Puts the learner's kubeconfig where kubectl and helm look for it, readable by nobody else. */
export async function putKubeconfig(
  runAsLearner: RunIn,
  kubeconfig: string,
  signal: AbortSignal,
): Promise<void> {
  const script = `umask 077 && mkdir -p "$(dirname "$1")" && cat >"$1"`;
  const command = ['sh', '-c', script, 'put-kubeconfig', kubeconfigPath];
  const { exitCode, stderr } = await runAsLearner({ command, stdin: kubeconfig, timeoutMs: 15_000 }, signal);
  if (exitCode === 0) return;
  throw new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `The workspace did not take its kubeconfig: ${stderr.slice(0, 300)}`,
    hint: 'Start the lab again; the disk of this machine may be full.',
  });
}
