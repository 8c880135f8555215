import type Docker from 'dockerode';
import { z } from 'zod';
import type { Measured } from '#containers/contract/measured.ts';
import { label } from '#containers/labels.ts';
import { nameOf } from '../plan.ts';
import { systemClock, type Clock } from '../surroundings.ts';
import { ask, slowAnswerMs } from './engine.ts';
import { readUsage } from './usage.ts';

/** Enough to know, and few enough to ask at once. */
const mostSampled = 4;
const apartMs = 5000;

const info = z.object({ DockerRootDir: z.string().optional() });
const used = z.object({
  Containers: z.array(
    z.object({
      Names: z.array(z.string()),
      SizeRw: z.number().default(0),
      Mounts: z.array(z.object({ Name: z.string().optional() })).default([]),
    }),
  ),
  Volumes: z
    .array(z.object({ Name: z.string(), UsageData: z.object({ Size: z.number() }).nullish() }))
    .nullish(),
});

/** Looks at the environments that run on this engine; takes about ten seconds. Throws a Fault when it does not answer. */
export async function measureEnvironments(
  docker: Docker,
  signal: AbortSignal,
  clock: Pick<Clock, 'now' | 'wait'> = systemClock,
): Promise<Measured> {
  const folder = info.parse(
    await ask('ask how it is', signal, (): Promise<unknown> => docker.info()),
  ).DockerRootDir;
  const containers = await ask('list environments', signal, () =>
    docker.listContainers({ filters: { label: [label.environment] } }),
  );
  const ids = [...new Set(containers.map(({ Labels }) => Labels[label.environment] ?? ''))].filter(Boolean);
  const sample = ids.slice(0, mostSampled);
  if (sample.length === 0) return { environments: 0, sampled: 0, each: undefined, folder };
  const look = () =>
    Promise.all(
      sample.map(async (id) => ({
        at: clock.now().getTime(),
        usage: await readUsage(docker, { clusterName: nameOf(id) }, signal),
      })),
    );
  const before = await look();
  await clock.wait(apartMs, signal);
  const after = await look();
  const cores = after.map(({ at, usage }, index) => {
    const first = before[index];
    const seconds = (at - (first?.at ?? at)) / 1000;
    return seconds <= 0 ? 0 : (usage.cpuSeconds - (first?.usage.cpuSeconds ?? usage.cpuSeconds)) / seconds;
  });
  return {
    environments: ids.length,
    sampled: sample.length,
    each: {
      memoryMiB: Math.max(...after.map(({ usage }) => usage.memoryMiB)),
      cores: cores.reduce((sum, each) => sum + each, 0) / cores.length,
      diskMiB: Math.max(...(await readDisk(docker, sample, signal))),
    },
    folder,
  };
}

/** What containers have written, and their volumes, in MiB by environment. */
async function readDisk(
  docker: Docker,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const { Containers, Volumes } = used.parse(
    await ask('ask what takes disk', signal, (): Promise<unknown> => docker.df(), slowAnswerMs),
  );
  const sizes = new Map(Volumes?.map(({ Name, UsageData }) => [Name, Math.max(0, UsageData?.Size ?? 0)]));
  return ids.map((id) => {
    const prefix = `/${nameOf(id)}`;
    const own = Containers.filter(({ Names }) => Names.some((name) => name.startsWith(prefix)));
    const volumes = new Set(own.flatMap(({ Mounts }) => Mounts.flatMap(({ Name }) => Name ?? [])));
    const written = own.reduce((sum, { SizeRw }) => sum + SizeRw, 0);
    return [...volumes].reduce((sum, name) => sum + (sizes.get(name) ?? 0), written) / 2 ** 20;
  });
}
