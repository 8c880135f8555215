import { Fault } from '#containers/contract/fault.ts';
import type { ExecResult, Plan } from '#containers/contract/environment.ts';
import type { KubeContext } from './kube-context.ts';
import { awaitBootScript } from './node-boot.ts';
import { kubeadmConfig, networkConfig } from './node-config.ts';
import { placesOf } from './places.ts';
import { inPod } from './pod-exec.ts';

const bootMs = 60_000;
const kubeadmMs = 4 * 60_000;

/** Waits until the node's services run, and writes down how its cluster is to be. */
export async function prepareNode(
  context: KubeContext,
  plan: Plan,
  address: string,
  signal: AbortSignal,
): Promise<void> {
  const run = inPod(context.config, placesOf(plan.id).node);
  const { settings, bundle } = context;
  const { kubernetes } = bundle.versions;
  const write = (file: string, stdin: string): Promise<ExecResult> =>
    run({ command: ['sh', '-c', 'cat >"$1"', 'write', file], stdin, timeoutMs: bootMs }, signal);
  const results = await Promise.all([
    run({ command: ['sh', '-c', awaitBootScript], timeoutMs: bootMs }, signal),
    write('/kind/kubeadm.conf', kubeadmConfig({ plan, kubernetes, address, settings })),
    write('/etc/cni/net.d/10-kindlab.conflist', networkConfig(settings.innerPods)),
  ]);
  for (const result of results) requireSuccess(result, 'The node did not start');
}

/** Makes the node a cluster of its own, as kind does. Fault ENVIRONMENT_CREATE with the end of what kubeadm said. */
export async function initCluster(context: KubeContext, plan: Plan, signal: AbortSignal): Promise<void> {
  const command = ['kubeadm', 'init', '--config', '/kind/kubeadm.conf', '--skip-token-print'];
  const run = inPod(context.config, placesOf(plan.id).node);
  requireSuccess(await run({ command, timeoutMs: kubeadmMs }, signal), 'The cluster could not be made');
}

function requireSuccess({ exitCode, stdout, stderr }: ExecResult, what: string): void {
  if (exitCode === 0) return;
  throw new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `${what}: ${(stderr || stdout).slice(-500)}`,
    hint: 'Start the lab again. If it happens again, the machines of the cluster may not allow privileged pods, or the runtime class may not fit.',
  });
}
