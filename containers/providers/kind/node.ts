import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '#containers/contract/fault.ts';
import type { Plan } from '#containers/contract/environment.ts';
import { runCommand } from '#containers/runtime/pipeline/run-command.ts';
import { clusterConfig } from './cluster-config.ts';
import { ask } from './engine.ts';
import { engineInfo } from './engine-info.ts';
import type { KindContext } from './kind-context.ts';
import { makePrivateFolder } from './private-folder.ts';

const kindMs = 4 * 60_000;
export const nodeCpus = 2;
export const nodePids = 4096;
const mebibyte = 1024 * 1024;

export type NodePhase = 'booting' | 'starting' | 'finishing';

const phases: readonly (readonly [RegExp, NodePhase])[] = [
  [/Preparing nodes/, 'booting'],
  [/Starting control-plane/, 'starting'],
  [/Installing StorageClass/, 'finishing'],
];

/** The name that kind gives to the only node of a cluster. */
export function nodeName(plan: Pick<Plan, 'clusterName'>): string {
  return `${plan.clusterName}-control-plane`;
}

/**
 * Lets kind make the cluster on the environment's network. Fault ENVIRONMENT_CREATE with the end of what kind said
 * when it fails. kind writes an administrator's kubeconfig; it goes to a private folder and is gone with this call.
 */
export async function createCluster(
  context: KindContext,
  plan: Plan,
  onPhase: (phase: NodePhase) => void,
  signal: AbortSignal,
): Promise<void> {
  const folder = await makePrivateFolder(plan.id);
  const { kind } = context.bundle.tools;
  const argv = [
    kind,
    'create',
    'cluster',
    '--config',
    '-',
    '--kubeconfig',
    join(folder, 'config'),
    '--retain',
  ];
  try {
    await runCommand(argv, {
      signal,
      timeoutMs: kindMs,
      env: { KIND_EXPERIMENTAL_DOCKER_NETWORK: plan.networkName, KIND_EXPERIMENTAL_PROVIDER: 'docker' },
      input: clusterConfig(plan),
      onLine: (line) => {
        const phase = phases.find(([pattern]) => pattern.test(line))?.[1];
        if (phase !== undefined) onPhase(phase);
      },
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new Fault({
      code: 'ENVIRONMENT_CREATE',
      message: `The cluster could not be made: ${error instanceof Error ? error.message : String(error)}`,
      hint: 'Start the lab again. If it happens again, this machine may lack memory, or its kernel refuses nested containers.',
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Weights of the kernel's scheduler, as the engine takes them; they count only while the processor is wanted by more. */
const shares = { usual: 1024, patient: 64 } as const;

/** While a node is made for nobody in particular, everybody else goes first; `limitNode` ends that. */
export async function letOthersFirst(context: KindContext, plan: Plan, signal: AbortSignal): Promise<void> {
  await ask('let others go first', signal, (): Promise<unknown> =>
    context.docker.getContainer(nodeName(plan)).update({ CpuShares: shares.patient }),
  );
}

/** Bounds what the node and every pod in it may take together; kind has no option for it. */
export async function limitNode(context: KindContext, plan: Plan, signal: AbortSignal): Promise<void> {
  const { cpus } = await engineInfo(context, signal);
  const memory = plan.spec.limits.nodeMemoryMiB * mebibyte;
  const limits = {
    Memory: memory,
    MemorySwap: memory,
    PidsLimit: nodePids,
    CpuPeriod: 100_000,
    CpuQuota: Math.min(nodeCpus, cpus) * 100_000,
    CpuShares: shares.usual,
  };
  await ask('limit the node', signal, (): Promise<unknown> =>
    context.docker.getContainer(nodeName(plan)).update(limits),
  );
}
