import { expect, test } from 'vitest';
import { awaitContainer } from './await-container.ts';
import type { HostRequest } from './host-api.ts';
import { placesOf } from './places.ts';

const { node } = placesOf('0123456789ab');
const conditions = [
  { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available' },
];

/** A pod that finds a machine after so many seconds, by a clock that each wait moves on by one. */
function cluster(roomAfterSeconds: number) {
  let seconds = 0;
  const homeless: number[] = [];
  const running = [{ name: node.container, ready: true, restartCount: 0, state: { running: {} } }];
  const ask = (_: HostRequest): Promise<unknown> =>
    Promise.resolve({
      items: [
        {
          metadata: { name: node.pod, namespace: node.namespace },
          status:
            seconds < roomAfterSeconds ? { conditions } : { podIP: '10.0.0.7', containerStatuses: running },
        },
      ],
    });
  const context = {
    api: { ask },
    clock: {
      now: () => new Date(seconds * 1000),
      wait: () => {
        seconds += 1;
        return Promise.resolve();
      },
    },
  } as unknown as Parameters<typeof awaitContainer>[0];
  const onHomeless = (ms: number): void => void homeless.push(ms);
  const wait = awaitContainer(
    context,
    { place: node, wanted: 'running', onHomeless },
    AbortSignal.timeout(30_000),
  );
  return { wait, homeless };
}

test('how long no machine has room for a pod is said while it lasts', async () => {
  const { wait, homeless } = cluster(40);
  expect(await wait).toBe('10.0.0.7');
  expect(homeless.at(-1)).toBe(39_000);
});

test('a pod that has a machine at once waits for none', async () => {
  const { wait, homeless } = cluster(0);
  await wait;
  expect(homeless).toEqual([]);
});

test('a cluster that stays full is said, with what its scheduler says', async () => {
  await expect(cluster(1000).wait).rejects.toMatchObject({
    code: 'QUOTA',
    message: 'The cluster has no room for one more environment: 0/3 nodes are available',
  });
});
