import type { EnvironmentSpec } from '#containers/contract/environment.ts';
import { Fault } from '#containers/contract/fault.ts';
import type { RunIn } from '#containers/providers/run-in.ts';

const installMs = 3 * 60_000;
const home = '/tmp/.helm-platform';

interface ExternalSecrets {
  readonly version: string;
  readonly runs: EnvironmentSpec['externalSecrets'];
}

/**
 * Installs External Secrets from the workspace's own chart repository and waits until it works. With the learner's
 * rights: they suffice, and no stronger credentials come into the workspace. Leaves nothing in the learner's home.
 */
export async function installExternalSecrets(
  runAsLearner: RunIn,
  wanted: ExternalSecrets,
  signal: AbortSignal,
): Promise<void> {
  const env = { HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_REPOSITORY_CACHE: home };
  const command = ['sh', '-c', installScript(wanted)];
  const request = { env, command, timeoutMs: installMs + 10_000 };
  const { exitCode, stderr } = await runAsLearner(request, signal);
  if (exitCode === 0) return;
  throw new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `External Secrets could not be installed: ${stderr.slice(-500)}`,
    hint: 'Start the lab again; if it happens again, the chart in the bundle does not fit its image.',
  });
}

/**
 * What does not run is switched off in the chart itself and not by values: Helm keeps values for the next upgrade, and
 * a learner who installs the chart as the lesson says is to get all of it. The chart has been tested with this
 * Kubernetes, so nothing has to ask it for the description of each kind, which it would have to write first.
 */
function installScript({ version, runs }: ExternalSecrets): string {
  const chart = `${home}/external-secrets`;
  const off =
    runs === 'controller'
      ? 'yq -i ".webhook.create = false | .certController.create = false" values.yaml'
      : ':';
  return `set -e
trap 'rm -rf ${home}' EXIT
helm pull external-secrets --repo http://charts.kindlab --version ${version.replace(/^v/, '')} --untar --untardir ${home}
cd ${chart}
${off}
helm install external-secrets . --namespace external-secrets --create-namespace \\
  --disable-openapi-validation --wait --timeout ${String(installMs / 1000)}s
`;
}
