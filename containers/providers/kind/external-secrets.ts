import { Fault } from '#containers/contract/fault.ts';
import { execInContainer } from './container-exec.ts';
import type { KindContext } from './kind-context.ts';
import { learnerUser } from './workspace.ts';

const installMs = 3 * 60_000;

/**
 * Installs External Secrets from the workspace's own chart repository and waits until it works. With the learner's
 * rights: they suffice, and no stronger credentials come into the workspace. Leaves nothing in the learner's home.
 */
export async function installExternalSecrets(
  context: KindContext,
  workspace: string,
  signal: AbortSignal,
): Promise<void> {
  const { externalSecrets } = context.bundle.versions;
  const command = [
    'helm',
    'install',
    'external-secrets',
    'external-secrets',
    '--repo',
    'http://charts.kindlab',
    '--version',
    externalSecrets.replace(/^v/, ''),
    '--namespace',
    'external-secrets',
    '--create-namespace',
    '--wait',
    '--timeout',
    `${String(installMs / 1000)}s`,
  ];
  const env = {
    HELM_CACHE_HOME: '/tmp/.helm-platform',
    HELM_CONFIG_HOME: '/tmp/.helm-platform',
    HELM_REPOSITORY_CACHE: '/tmp/.helm-platform',
  };
  const script = 'trap "rm -rf /tmp/.helm-platform" EXIT; "$@"';
  const request = {
    container: workspace,
    user: learnerUser,
    env,
    command: ['sh', '-c', script, 'install', ...command],
    timeoutMs: installMs + 10_000,
  };
  const { exitCode, stderr } = await execInContainer(context.docker, request, signal);
  if (exitCode === 0) return;
  throw new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `External Secrets could not be installed: ${stderr.slice(-500)}`,
    hint: 'Start the lab again; if it happens again, the chart in the bundle does not fit its image.',
  });
}
