import type Docker from 'dockerode';
import { ask } from './engine.ts';

/** What the containers of one environment take together. */
export interface Usage {
  /** Resident, without the page cache, which the kernel gives back when it is asked. */
  readonly memoryMiB: number;
  /** Processor time since they were started. */
  readonly cpuSeconds: number;
}

/** Measures the node, the Vault and the workspace of an environment; takes about two seconds. */
export async function readUsage(
  docker: Docker,
  { clusterName }: { readonly clusterName: string },
  signal: AbortSignal,
): Promise<Usage> {
  const containers = await ask(`list the containers of ${clusterName}`, signal, () =>
    docker.listContainers({ filters: { name: [clusterName] } }),
  );
  const stats = await Promise.all(
    containers.map(({ Id }) =>
      ask(`measure the container ${Id}`, signal, () => docker.getContainer(Id).stats({ stream: false })),
    ),
  );
  return {
    memoryMiB:
      sum(stats.map(({ memory_stats }) => memory_stats.usage - cacheOf(memory_stats.stats))) / 2 ** 20,
    cpuSeconds: sum(stats.map(({ cpu_stats }) => cpu_stats.cpu_usage.total_usage)) / 1e9,
  };
}

/** cgroup v1 calls it total_inactive_file, v2 inactive_file. */
function cacheOf(stats: object): number {
  const found = new Map<string, unknown>(Object.entries(stats));
  const bytes = found.get('total_inactive_file') ?? found.get('inactive_file');
  return typeof bytes === 'number' ? bytes : 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
