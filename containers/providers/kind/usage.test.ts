import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { readUsage } from './usage.ts';

const mebibyte = 1024 * 1024;
const signal = new AbortController().signal;

/** An engine in which the environment has these containers. */
function engine(stats: Readonly<Record<string, object>>): Docker {
  const docker = {
    listContainers: ({ filters }: { filters: { name: string[] } }) =>
      Promise.resolve(
        Object.keys(stats)
          .filter((Id) => filters.name.some((name) => Id.startsWith(name)))
          .map((Id) => ({ Id })),
      ),
    getContainer: (id: string) => ({ stats: () => Promise.resolve(stats[id]) }),
  };
  return docker as unknown as Docker;
}

const container = (usageMiB: number, cache: object, seconds: number) => ({
  memory_stats: { usage: usageMiB * mebibyte, stats: cache },
  cpu_stats: { cpu_usage: { total_usage: seconds * 1e9 } },
});

test('memory and processor time of all containers are added up; page cache under either name is not counted', async () => {
  const docker = engine({
    'kindlab-a-control-plane': container(900, { inactive_file: 200 * mebibyte }, 12),
    'kindlab-a-vault': container(100, { total_inactive_file: 30 * mebibyte, inactive_file: mebibyte }, 3),
    'kindlab-a-workspace': container(20, {}, 1),
    'kindlab-b-vault': container(5000, {}, 99),
  });
  expect(await readUsage(docker, { clusterName: 'kindlab-a' }, signal)).toEqual({
    memoryMiB: 790,
    cpuSeconds: 16,
  });
});
