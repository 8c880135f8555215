import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';

const commandMs = 5 * 60_000;
/** The node image brings its own configuration for the container network; all else is kind's default. */
const config = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnetworking:\n  disableDefaultCNI: true\n';
const tokenOfVault = 'root';

/** Seconds that the same takes by the tools' own commands, one after the other as their manuals say. */
export async function startByHand(
  { tools, images, versions }: RuntimeBundle,
  signal: AbortSignal,
): Promise<number> {
  const name = `kindlab-by-hand-${randomBytes(3).toString('hex')}`;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-bench-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  const run = (argv: readonly string[], input?: string): Promise<string> => say(argv, signal, input);
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  stack.defer(async () => {
    const late = AbortSignal.timeout(commandMs);
    await say(['docker', 'rm', '--force', '--volumes', `${name}-vault`, `${name}-tools`], late);
    await say([tools.kind, 'delete', 'cluster', '--name', name], late);
  });
  const began = performance.now();
  await run(
    [
      ...[tools.kind, 'create', 'cluster', '--name', name, '--image', images.node, '--wait', '120s'],
      ...['--kubeconfig', kubeconfig, '--config', '-'],
    ],
    config,
  );
  await run([
    ...['docker', 'run', '--detach', '--name', `${name}-vault`, '--network', 'kind'],
    ...['--env', `BAO_DEV_ROOT_TOKEN_ID=${tokenOfVault}`, images.vault],
  ]);
  await run([tools.kind, 'load', 'docker-image', images.vault, '--name', name]);
  await run([
    ...['docker', 'run', '--detach', '--name', `${name}-tools`, '--network', 'kind'],
    ...['--add-host', 'charts.kindlab:127.0.0.1', images.workspace],
  ]);
  const access = await run([tools.kind, 'get', 'kubeconfig', '--internal', '--name', name]);
  await run(
    ['docker', 'exec', '--interactive', `${name}-tools`, 'sh', '-c', 'umask 077 && cat >/tmp/kubeconfig'],
    access,
  );
  await run([
    ...['docker', 'exec', '--env', 'KUBECONFIG=/tmp/kubeconfig', `${name}-tools`],
    ...['helm', 'install', 'external-secrets', 'external-secrets', '--repo', 'http://charts.kindlab'],
    ...['--version', versions.externalSecrets.replace(/^v/, ''), '--namespace', 'external-secrets'],
    ...['--create-namespace', '--wait', '--timeout', '180s'],
  ]);
  return (performance.now() - began) / 1000;
}

function say(argv: readonly string[], signal: AbortSignal, input?: string): Promise<string> {
  return runCommand(argv, { signal, timeoutMs: commandMs, ...(input === undefined ? {} : { input }) });
}
