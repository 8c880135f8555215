import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { drive } from '#tests/conformance/drive.ts';
import { until } from '#tests/server/until.ts';
import { all, knock as knockAt, survey } from '#tests/conformance/knock.ts';
import { asLearner, liveCreateMs, liveSpec, openLiveKind } from '#tests/conformance/live-kind.ts';
import { openOutsidePlace } from '#tests/conformance/outside-place.ts';
import { openStrongPod } from '#tests/conformance/strong-pod.ts';
import { openMetadataService } from '#tests/conformance/metadata-service.ts';
import { floodsAt, restartWorkspace } from '#tests/conformance/flood.ts';
import { fillAndTidyUp } from '#tests/conformance/full-disk.ts';
import { hogs, worksBeside } from '#tests/conformance/hogs.ts';
import {
  doorsOf,
  dropFilter,
  gatewayOf,
  letNetworksMeet,
  openStranger,
  placesNearby,
} from '#tests/conformance/near-places.ts';
import { usualLimits } from './kind-context.ts';
import { nodePids } from './node.ts';

const live = await openLiveKind('containment');
const provider = await live.open();
const noAbort = new AbortController().signal;
const mebibyte = 1024 * 1024;
const strangersAmongProcesses = /^(dockerd|containerd.*|kubelet|etcd|kube-.*|bao|vault|systemd)$/m;
let environment: Environment;
/** In a pod of the same learner. */
let inPod: Environment['exec'];
let workspaceImage: string;

beforeAll(async () => {
  const plan = provider.plan(liveSpec, { learner: 'restless', attempt: String(process.pid) });
  workspaceImage = plan.images.workspace;
  environment = await drive(provider.create(plan, noAbort));
  inPod = await openStrongPod(environment);
}, liveCreateMs * 2);
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

  test('nsenter joins nothing, and there is nobody else to join', async () => {
    for (const kind of ['--all', '--mount', '--net', '--pid', '--uts', '--ipc']) {
      const { exitCode, stderr } = await run(`nsenter --target 1 ${kind} true`);
      expect(exitCode, kind).not.toBe(0);
      expect(stderr).toContain('not permitted');
    }
    const { stdout } = await run('cat /proc/[0-9]*/comm');
    expect(stdout).toContain('catatonit');
    expect(stdout).not.toMatch(strangersAmongProcesses);
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
  test('what the host serves on loopback, such as this site, is out of reach', async () => {
    const server = createServer((_, answer) => answer.end('inside')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await knock(await gatewayOf(live.docker, environment), port)).not.toBe('reached');
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

  test('its Vault, API server, kubelet and etcd answer its own learner, and nobody of another', async () => {
    const doors = await doorsOf(live.docker, confined);
    expect(await survey(confined.exec.bind(confined), doors)).toEqual(all(doors, 'reached'));
    for (const [place, from] of Object.entries({ desk: environment.exec.bind(environment), pod: inPod }))
      expect(await survey(from, doors), place).toEqual(all(doors, 'silent'));
    const { vault, kubernetes } = await confined.access(noAbort);
    for (const { port } of [new URL(vault.address), new URL(kubernetes.server)])
      expect(await knock(await gatewayOf(live.docker, environment), Number(port)), port).not.toBe('reached');
    // Its own answer there as well, be it by refusing.
    expect(await knock('vault', 8200)).toBe('reached');
    expect(await knock('vault', 81)).toBe('refused');
  });

  test.each(hogs)(
    'gets on in terminal and cluster while another learner %s',
    (_what, script) => worksBeside(environment, confined, script),
    240_000,
  );

  test('a flood of packets is held at the limit, also after its learner had the workspace started again', async () => {
    const { networkMbit } = usualLimits;
    const mbit = await floodsAt(environment);
    expect(mbit).toBeGreaterThan(networkMbit / 20);
    expect(mbit).toBeLessThan(networkMbit * 1.2);
    await startAgain();
    expect(await floodsAt(environment)).toBeLessThan(networkMbit * 1.2);
  }, 180_000);

  test("a cloud's metadata address answers this machine and a container of its own, but nobody in an environment", async (context) => {
    await using place = await openMetadataService();
    if (place === undefined) return context.skip('only root can make a metadata service to knock at');
    const { host, port } = place;
    await using stranger = await openStranger(live.docker, workspaceImage);
    const fromEnvironments = () =>
      Promise.all(
        [environment.exec.bind(environment), inPod, confined.exec.bind(confined)].map((from) =>
          knockAt(from, { host, port }),
        ),
      );
    expect(await knockAt(stranger.exec, { host, port })).toBe('reached');
    expect(await fromEnvironments()).toEqual(['silent', 'silent', 'silent']);
    // As after a start of the machine, which makes the bridges anew.
    await dropFilter(`kl-${environment.id}`);
    expect(await fromEnvironments()).toEqual(['reached', 'reached', 'silent']);
    await startAgain();
    expect(await fromEnvironments()).toEqual(['silent', 'silent', 'silent']);
    expect(await knockAt(stranger.exec, { host, port }), 'it still answers').toBe('reached');
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

  test('stays apart also while the engine keeps no networks apart', async (context) => {
    await using rule = await letNetworksMeet();
    if (rule === undefined) return context.skip('only root can make the engine do that');
    const doors = await doorsOf(live.docker, confined);
    const fromDesk = () => survey(environment.exec.bind(environment), doors);
    expect(await fromDesk()).toEqual(all(doors, 'silent'));
    for (const { id } of [environment, confined]) await dropFilter(`kl-${id}`);
    expect(await fromDesk(), 'it is the filter that keeps it so').toEqual(all(doors, 'reached'));
  }, 60_000);
});

/** What ends the workspace starts it again; what looks after environments sees that. */
async function startAgain(): Promise<void> {
  await restartWorkspace(environment);
  const alive = async () =>
    (await run('echo alive').catch(() => ({ stdout: '' }))).stdout === 'alive\n' || undefined;
  await until('the workspace to be back', alive, 60_000);
  await provider.uphold(noAbort);
}
