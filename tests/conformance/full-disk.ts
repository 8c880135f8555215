import pino from 'pino';
import { expect } from 'vitest';
import type { Environment, EnvironmentProvider, FullDisk } from '#containers/contract/environment.ts';
import { DiskWarden } from '#site/server/attempts/disk-warden.ts';
import { until } from '#tests/server/until.ts';
import { asLearner } from './live-kind.ts';

export interface FullDiskHarness {
  readonly provider: EnvironmentProvider;
  /** Whose learner fills it. */
  readonly filler: Environment;
  /** Whose learner goes on beside it. */
  readonly neighbour: Environment;
}

const mebibyte = 1024 * 1024;
/** What it may take beyond what it takes already. */
const roomMiB = 1024;
/** What may be written between a look at the disk and the moment at which all of it stands still. */
const slackMiB = 3072;
const keepFreeMiB = 512;
const noAbort = (): AbortSignal => new AbortController().signal;

const holdHidden =
  'exec 3>~/hidden; rm ~/hidden; head -c 300M /dev/zero >&3; until [ -e ~/seen ]; do sleep 0.2; done; rm ~/seen';
/** Half of it in files, half in one that has no name any more. */
const fillHome = `exec 3>~/fill-hidden; rm ~/fill-hidden
for part in 1 2 3 4 5 6 7 8 9; do head -c 400M /dev/zero >&3; head -c 400M /dev/zero >~/fill$part; done`;
const fillPod = `kubectl apply -f - <<'END'
apiVersion: v1
kind: Pod
metadata: { name: filler, namespace: lab1 }
spec:
  containers:
    - name: filler
      image: postgres:15
      command: [sh, -c, 'for part in 1 2 3 4 5 6 7 8 9; do head -c 500M /dev/zero >/empty/fill$part; done; sleep 600']
      volumeMounts: [{ name: empty, mountPath: /empty }]
  volumes: [{ name: empty, emptyDir: {} }]
END`;

/** One learner fills the disk from the workspace and from the cluster; another one works on. */
export async function fillAndTidyUp({ provider, filler, neighbour }: FullDiskHarness): Promise<void> {
  const { disk } = provider;
  if (disk === undefined) throw new Error('this provider does not measure its disk');
  const takes = async (): Promise<number> => {
    const bytes = await until(
      'the disk to be measured',
      async () => (await disk.measure(noAbort())).get(filler.id),
      60_000,
    );
    return Math.round(bytes / mebibyte);
  };
  const before = await takes();
  const holding = asLearner(filler, holdHidden);
  await until(
    'a file without a name to count',
    async () => (await takes()) > before + 250 || undefined,
    60_000,
  );
  await asLearner(filler, 'touch ~/seen');
  await holding;
  const limitMiB = before + roomMiB;
  let least = Infinity;
  const watched = {
    destroy: provider.destroy.bind(provider),
    disk: {
      measure: disk.measure.bind(disk),
      free: async () => {
        const free = await disk.free();
        least = Math.min(least, free ?? Infinity);
        return free;
      },
    },
  };
  const stopped = Promise.withResolvers<FullDisk>();
  const warden = new DiskWarden({
    log: pino({ level: 'silent' }),
    now: () => new Date(),
    rules: { limitMiB, keepFreeMiB },
    attempts: () => [tenantOf(filler)],
    stopWriting: async (_, full) => {
      const expiresAt = new Date(Date.now() + 3_600_000);
      await provider.park(filler.id, { depth: 'paused', expiresAt, full }, noAbort());
      stopped.resolve(full);
    },
  });
  warden.start(watched);
  expect((await asLearner(filler, fillPod)).stdout).toContain('pod/filler created');
  // Nobody waits for it: it is stopped in the middle.
  const filling = asLearner(filler, fillHome).catch(() => undefined);
  const beside = worksOn(neighbour, stopped.promise);
  const full = await stopped.promise;
  await warden.stop();
  await beside;
  expect(full.limitMiB).toBe(limitMiB);
  expect(full.usedMiB).toBeGreaterThan(limitMiB);
  expect(full.usedMiB).toBeLessThan(limitMiB + slackMiB);
  expect(least / mebibyte).toBeGreaterThan(keepFreeMiB);
  const found = await provider.find(filler.owner, noAbort());
  expect(found).toMatchObject({ state: 'parked', parked: { full } });

  const expiresAt = new Date(Date.now() + 3_600_000);
  const back = await provider.unpark(filler.id, expiresAt, noAbort());
  await filling;
  expect(back.parked).toBeUndefined();
  expect((await asLearner(back, 'ps -e -o comm; ls ~')).stdout).toMatch(/^(?![^]*\bhead\b)[^]*fill1/);
  expect((await asLearner(back, 'kubectl -n lab1 get pod filler')).stderr).toContain('NotFound');
  expect((await asLearner(back, 'rm ~/fill*; kubectl get namespace lab1 -o name')).stdout).toContain('lab1');
  const tidied = async () => (await takes()) < before + roomMiB / 4 || undefined;
  await until('what was written to be gone', tidied, 60_000);
}

function tenantOf(environment: Environment) {
  const { expiresAt } = environment;
  return {
    id: environment.owner.attempt,
    phase: { state: 'ready', environment, expiresAt } as const,
    noteDisk: () => undefined,
    wasFull: false,
  };
}

/** Again and again, until the other one is stopped. */
async function worksOn(environment: Environment, end: Promise<unknown>): Promise<void> {
  const isOver = end.then(() => true);
  const notYet = Promise.resolve(false);
  do {
    const { stdout } = await asLearner(
      environment,
      'echo note >~/note && kubectl get namespace lab1 -o name',
    );
    expect(stdout).toContain('lab1');
  } while (!(await Promise.race([isOver, notYet])));
}
