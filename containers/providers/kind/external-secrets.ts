import { Fault } from '#containers/contract/fault.ts';
import type { RunIn } from '#containers/providers/run-in.ts';

const installMs = 3 * 60_000;

/**
 * Installs External Secrets from the workspace's own chart repository and waits until it works. With the learner's
 * rights: they suffice, and no stronger credentials come into the workspace. Leaves nothing in the learner's home.
 */
export async function installExternalSecrets(
  runAsLearner: RunIn,
  version: string,
  signal: AbortSignal,
): Promise<void> {
  const command = [
    'helm',
    'install',
    'external-secrets',
    'external-secrets',
    '--repo',
    'http://charts.kindlab',
    '--version',
    version.replace(/^v/, ''),
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
    env,
    command: ['sh', '-c', script, 'install', ...command],
    timeoutMs: installMs + 10_000,
  };
  const { exitCode, stderr } = await runAsLearner(request, signal);
  if (exitCode === 0) return;
  throw new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `External Secrets could not be installed: ${stderr.slice(-500)}`,
    hint: 'Start the lab again; if it happens again, the chart in the bundle does not fit its image.',
  });
}
