import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { label } from '#containers/labels.ts';
import { measureEnvironments } from './measure.ts';

const mebibyte = 2 ** 20;
const signal = new AbortController().signal;

/** An engine with these environments; each takes half a core and 400 MiB, the second twice as much. */
function engine(ids: readonly string[], time: { now: number }): Docker {
  const names = ids.flatMap((id) => [`kindlab-${id}-control-plane`, `kindlab-${id}-workspace`]);
  const docker = {
    info: () => Promise.resolve({ DockerRootDir: '/var/lib/docker' }),
    listContainers: ({ filters }: { filters: { label?: string[]; name?: string[] } }) =>
      Promise.resolve(
        names
          .filter((name) => filters.name?.some((part) => name.startsWith(part)) ?? true)
          .map((name) => ({ Id: name, Labels: { [label.environment]: name.split('-')[1] } })),
      ),
    getContainer: (name: string) => ({
      stats: () => {
        const twice = name.includes('b2') ? 2 : 1;
        return Promise.resolve({
          memory_stats: { usage: 200 * twice * mebibyte, stats: {} },
          cpu_stats: { cpu_usage: { total_usage: (time.now / 1000) * 0.25 * twice * 1e9 } },
        });
      },
    }),
    df: () =>
      Promise.resolve({
        Containers: names.map((name) => ({
          Names: [`/${name}`],
          SizeRw: 50 * mebibyte,
          Mounts: name.endsWith('plane') ? [{ Name: `var-${name}` }] : [{}],
        })),
        Volumes: names.map((name) => ({ Name: `var-${name}`, UsageData: { Size: 300 * mebibyte } })),
      }),
  };
  return docker as unknown as Docker;
}

function handClock() {
  const time = { now: 0 };
  const wait = (ms: number): Promise<void> => Promise.resolve(void (time.now += ms));
  return { time, clock: { now: () => new Date(time.now), wait } };
}

test('the most memory and disk, and cores on average, of what runs', async () => {
  const { time, clock } = handClock();
  const measured = await measureEnvironments(engine(['a1', 'b2'], time), signal, clock);
  expect(measured).toEqual({
    environments: 2,
    sampled: 2,
    each: { memoryMiB: 800, cores: 0.75, diskMiB: 400 },
    folder: '/var/lib/docker',
  });
});

test('with none running nothing is claimed', async () => {
  const { time, clock } = handClock();
  expect(await measureEnvironments(engine([], time), signal, clock)).toEqual({
    ...{ environments: 0, sampled: 0, each: undefined, folder: '/var/lib/docker' },
  });
});

test('of many only some are measured', async () => {
  const { time, clock } = handClock();
  const many = Array.from({ length: 9 }, (_, index) => `c${index}`);
  expect(await measureEnvironments(engine(many, time), signal, clock)).toMatchObject({
    ...{ environments: 9, sampled: 4 },
  });
});
