import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import { label } from '#containers/labels.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { drive } from '#tests/conformance/drive.ts';
import { until } from '#tests/server/until.ts';
import { knock as knockAt } from '#tests/conformance/knock.ts';
import { asLearner, liveCreateMs, liveSpec, openLiveKind } from '#tests/conformance/live-kind.ts';
import { openOutsidePlace } from '#tests/conformance/outside-place.ts';
import { openTerminal } from '#tests/conformance/terminal.ts';
import { floodsAt, restartWorkspace } from '#tests/conformance/flood.ts';
import { fillAndTidyUp } from '#tests/conformance/full-disk.ts';
import { usualLimits } from './kind-context.ts';
import { nodePids } from './node.ts';

const live = await openLiveKind('containment');
const provider = await live.open();
const noAbort = new AbortController().signal;
const mebibyte = 1024 * 1024;
/** What one learner may do to the machine for a while; the test ends it. */
const hogs = [
  [
    'fills the disk',
    'for part in 1 2 3 4; do dd if=/dev/zero of=~/fill$part bs=1M count=512 conv=fsync; done; rm -f ~/fill*',
  ],
  ['hogs memory', `while :; do (x=$(head -c 1500M /dev/zero | tr '\\0' x); echo \${#x}); done`],
  [
    'floods the network',
    `for line in 1 2 3 4; do
      while :; do dd if=/dev/zero bs=1400 count=100000 >/dev/udp/vault/9; cat /dev/zero >/dev/tcp/vault/8200; done &
    done; wait`,
  ],
] as const;

/** Far above what is usual, for a machine that has other work as well. */
const boundMs = 30_000;

let environment: Environment;
let workspaceImage: string;

beforeAll(async () => {
  const plan = provider.plan(liveSpec, { learner: 'restless', attempt: String(process.pid) });
  workspaceImage = plan.images.workspace;
  environment = await drive(provider.create(plan, noAbort));
}, liveCreateMs);
afterAll(() => provider.destroy(environment.id, noAbort), 60_000);

const run = (script: string) => asLearner(environment, script);

const knock = (host: string, port: number, from = environment): Promise<string> =>
  knockAt(from.exec.bind(from), { host, port });

describe('the workspace holds no power', () => {
  test('no Docker socket, no capability, no way to gain one', async () => {
    expect((await run('ls /var/run/docker.sock /run/docker.sock /run/containerd 2>/dev/null')).stdout).toBe(
      '',
    );
    expect((await run('id -u')).stdout).toBe('1000\n');
    expect((await run('find / -xdev -perm /6000 -type f 2>/dev/null')).stdout).toBe('');
    const { stdout } = await run('cat /proc/self/status');
    for (const set of ['CapEff', 'CapPrm', 'CapBnd'])
      expect(stdout).toMatch(new RegExp(`^${set}:\\t0+$`, 'm'));
    expect(stdout).toMatch(/^NoNewPrivs:\t1$/m);
    expect(stdout).toMatch(/^Seccomp:\t2$/m);
  });

  test('no disk of the host, and no mount', async () => {
    expect((await run('ls /dev | grep -E "^(sd|vd|nvme|xvd|mem$|kmem$)"')).stdout).toBe('');
    expect((await run('mount -t tmpfs none /mnt')).exitCode).not.toBe(0);
    expect((await run('unshare --user --map-root-user mount -t tmpfs none /mnt')).exitCode).not.toBe(0);
  });
});

describe('what a learner uses up is their own', () => {
  test('a fork bomb ends at the limit of the workspace, and the shell works again afterwards', async () => {
    const { stderr } = await run('for i in $(seq 400); do sleep 10 & done');
    expect(stderr).toMatch(/fork: .*Resource temporarily unavailable/);
    const alive = async () => {
      // While no process is free, not even ours can start.
      const { stdout } = await run('echo alive').catch(() => ({ stdout: '' }));
      return stdout === 'alive\n' ? true : undefined;
    };
    await until('the shell to work again', alive, 90_000);
  });

  test('a memory hog is killed, and the workspace lives on', async () => {
    const { exitCode } = await run(`x=$(head -c 1500M /dev/zero | tr '\\0' x); echo \${#x}`);
    expect(exitCode).not.toBe(0);
    expect((await run('echo alive')).stdout).toBe('alive\n');
  });

  test('a file has a largest size', async () => {
    const { exitCode, stderr } = await run(
      'dd if=/dev/zero of=~/big bs=1M count=4096; code=$?; rm -f ~/big; exit $code',
    );
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/File too large|File size limit/);
  });

  test('node, Vault and workspace have limits of memory and processes', async () => {
    const limits = async (name: string) => {
      const { HostConfig } = await live.docker.getContainer(name).inspect();
      return [HostConfig.Memory, HostConfig.MemorySwap, HostConfig.PidsLimit];
    };
    const { nodeMemoryMiB, vaultMemoryMiB, workspaceMemoryMiB, workspacePids } = liveSpec.limits;
    const bytes = (mebibytes: number) => mebibytes * mebibyte;
    expect(await limits(`${nameOf(environment.id)}-control-plane`)).toEqual([
      bytes(nodeMemoryMiB),
      bytes(nodeMemoryMiB),
      nodePids,
    ]);
    expect(await limits(nameOf(environment.id, 'workspace'))).toEqual([
      bytes(workspaceMemoryMiB),
      bytes(workspaceMemoryMiB),
      workspacePids,
    ]);
    const [memory, , pids] = await limits(nameOf(environment.id, 'vault'));
    expect(memory).toBe(bytes(vaultMemoryMiB));
    expect(pids).toBeGreaterThan(0);
  });
});

describe('what can be reached', () => {
  test("another learner's network is out of reach", async () => {
    const networkName = `kindlab-tests-neighbour-${String(process.pid)}`;
    const network = await live.docker.createNetwork({ Name: networkName, Driver: 'bridge' });
    const neighbour = await live.docker.createContainer({
      Image: workspaceImage,
      Labels: { 'dev.kindlab.test': 'containment' },
      HostConfig: { NetworkMode: networkName, AutoRemove: true },
    });
    try {
      await neighbour.start();
      const { NetworkSettings } = await neighbour.inspect();
      const address = NetworkSettings.Networks[networkName]?.IPAddress ?? '';
      expect(address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      // Reachable machines answer at once, be it by refusing; isolated ones say nothing.
      expect(await knock(address, 80)).toBe('silent');
      expect(await knock('vault', 8200)).toBe('reached');
      expect(await knock('vault', 81)).toBe('refused');
    } finally {
      await neighbour.remove({ force: true });
      await network.remove();
    }
  });

  test('what the host serves on loopback, such as this site, is out of reach', async () => {
    const server = createServer((_, answer) => answer.end('inside')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const networks = await live.docker.listNetworks({
      filters: { label: [`${label.environment}=${environment.id}`] },
    });
    const gateway = networks[0]?.IPAM?.Config?.[0]?.Gateway ?? '';
    expect(gateway).toMatch(/^10\.213\./);
    expect(await knock(gateway, port)).not.toBe('reached');
    server.close();
  });

  test('the kubelet and etcd of the node answer nobody without a certificate', async () => {
    const node = `${nameOf(environment.id)}-control-plane`;
    const { stdout } = await run(
      `curl -sk -m 5 -o /dev/null -w '%{http_code}\\n' https://${node}:10250/pods; curl -sk -m 5 https://${node}:2379/version >/dev/null; echo "etcd $?"`,
    );
    expect(stdout).toMatch(/^401\n/);
    expect(stdout).not.toContain('etcd 0');
    for (const port of [10255, 4194]) expect(await knock(node, port)).toBe('refused');
  });
});

describe('an environment beside it, that may not reach out', () => {
  let confined: Environment;
  beforeAll(async () => {
    const plan = provider.plan(
      { ...liveSpec, egress: 'denied' },
      { learner: 'confined', attempt: String(process.pid) },
    );
    confined = await drive(provider.create(plan, noAbort));
  }, liveCreateMs);
  afterAll(() => provider.destroy(confined.id, noAbort), 60_000);

  test('gets no answer from a place outside that answers the others', async (context) => {
    await using place = await openOutsidePlace();
    if (place === undefined) return context.skip('only root can make a place outside to compare with');
    expect(await knock(place.host, place.port)).toBe('reached');
    expect(await knock(place.host, place.port, confined)).toBe('silent');
    expect(await knock(place.host, place.port), 'it still answers').toBe('reached');
    for (const { host, port } of await placesNearby()) {
      if ((await knock(host, port)) === 'silent') continue;
      expect(await knock(host, port, confined), `${host}:${String(port)}`).toBe('silent');
    }
  }, 120_000);

  test.each(hogs)(
    'gets on in terminal and cluster while another learner %s',
    async (_what, script) => {
      const hog = asLearner(environment, 'timeout 20 bash -s', script);
      const terminal = await openTerminal(confined, 'beside', '❯');
      for (const round of [1, 2, 3]) {
        const started = performance.now();
        await terminal.type(`echo round-$((${String(round)}+40))\r`, `round-${String(round + 40)}`);
        expect((await asLearner(confined, 'kubectl get namespace lab1 -o name')).stdout).toContain('lab1');
        const { vault } = await confined.access(noAbort);
        expect((await fetch(`${vault.address}/v1/sys/health`)).status).toBe(200);
        expect(performance.now() - started).toBeLessThan(boundMs);
      }
      await terminal.shell.detach();
      await hog;
      const alive = async () => (await run('rm -f ~/fill*; echo alive')).stdout === 'alive\n' || undefined;
      await until('the other shell to work again', alive, 60_000);
    },
    240_000,
  );

  test('a flood of packets is held at the limit, also after its learner had the workspace started again', async () => {
    const { networkMbit } = usualLimits;
    const mbit = await floodsAt(environment);
    expect(mbit).toBeGreaterThan(networkMbit / 20);
    expect(mbit).toBeLessThan(networkMbit * 1.2);
    await restartWorkspace(environment);
    const alive = async () =>
      (await run('echo alive').catch(() => ({ stdout: '' }))).stdout === 'alive\n' || undefined;
    await until('the workspace to be back', alive, 60_000);
    await provider.uphold(noAbort);
    expect(await floodsAt(environment)).toBeLessThan(networkMbit * 1.2);
  }, 180_000);

  test(
    'a learner who fills the disk, by files that show or not, is stopped in time, and gets back in to tidy up',
    () => fillAndTidyUp({ provider, filler: environment, neighbour: confined }),
    300_000,
  );

  test('works all the same: its Vault, its cluster, and the platform’s way to both', async () => {
    expect(await knock('vault', 8200, confined)).toBe('reached');
    expect((await asLearner(confined, 'kubectl get namespace lab1 -o name')).stdout).toBe('namespace/lab1\n');
    const { vault, kubernetes } = await confined.access(noAbort);
    expect((await fetch(`${vault.address}/v1/sys/health`)).status).toBe(200);
    expect(kubernetes.server).toMatch(/^https:\/\/127\.0\.0\.1:/);
  });
});

async function placesNearby(): Promise<readonly { readonly host: string; readonly port: number }[]> {
  return [...(await gateways()), '1.1.1.1', '9.9.9.9'].flatMap((host) =>
    [53, 443].map((port) => ({ host, port })),
  );
}

/** Routers of this machine: outside of it, and the nearest that there is. */
async function gateways(): Promise<readonly string[]> {
  const lines = (await readFile('/proc/net/route', 'utf8').catch(() => '')).split('\n').slice(1);
  return lines.flatMap((line) => {
    const [, destination, gateway = ''] = line.split('\t');
    if (destination !== '00000000' || gateway.length !== 8) return [];
    return [[6, 4, 2, 0].map((at) => parseInt(gateway.slice(at, at + 2), 16)).join('.')];
  });
}
