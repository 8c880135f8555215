import { setTimeout as delay } from 'node:timers/promises';
import { readUsage } from '#containers/providers/kind/usage.ts';
import { engineClient } from '#containers/runtime/engine/connect-engine.ts';
import type { Made } from './crew.ts';

export interface Idle {
  readonly memoryMiB: number;
  readonly cores: number;
}

export const settleMs = 30_000;
const watchMs = 30_000;

/** Memory without page cache, and processor time over half a minute, of each environment, summed over its containers. */
export async function measureIdle(all: readonly Made[], signal: AbortSignal): Promise<readonly Idle[]> {
  const docker = engineClient(process.env);
  const look = () =>
    Promise.all(
      all.map(async ({ plan: { clusterName } }) => {
        const usage = await readUsage(docker, { clusterName }, signal);
        return { usage, at: performance.now() };
      }),
    );
  const before = await look();
  await delay(watchMs, undefined, { signal });
  const after = await look();
  return after.flatMap(({ usage, at }, index) => {
    const first = before[index];
    if (first === undefined) return [];
    const cores = ((usage.cpuSeconds - first.usage.cpuSeconds) / (at - first.at)) * 1000;
    return [{ memoryMiB: usage.memoryMiB, cores }];
  });
}
