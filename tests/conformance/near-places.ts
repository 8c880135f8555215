import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import { expect } from 'vitest';
import type { Environment } from '#containers/contract/environment.ts';
import { label } from '#containers/labels.ts';
import { inContainer } from '#containers/providers/kind/container-exec.ts';
import { nameOf } from '#containers/providers/plan.ts';
import type { Door } from './knock.ts';

/** Where this machine stands in the environment's network. */
export async function gatewayOf(docker: Docker, { id }: Environment): Promise<string> {
  const networks = await docker.listNetworks({ filters: { label: [`${label.environment}=${id}`] } });
  const gateway = networks[0]?.IPAM?.Config?.[0]?.Gateway ?? '';
  expect(gateway).toMatch(/^10\.213\./);
  return gateway;
}

/** By address: names of others are not even known. */
export async function doorsOf(docker: Docker, { id }: Environment): Promise<Readonly<Record<string, Door>>> {
  const addressOf = async (part: string) => {
    const { NetworkSettings } = await docker.getContainer(nameOf(id, part)).inspect();
    return Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '';
  };
  const [vault, node] = await Promise.all([addressOf('vault'), addressOf('control-plane')]);
  return {
    vault: { host: vault, port: 8200 },
    'API server': { host: node, port: 6443 },
    kubelet: { host: node, port: 10_250 },
    etcd: { host: node, port: 2379 },
  };
}

/** A container of nobody's lab, on the engine's usual network. */
export async function openStranger(docker: Docker, image: string) {
  const container = await docker.createContainer({
    Image: image,
    Labels: { 'dev.kindlab.test': 'containment' },
    HostConfig: { AutoRemove: true },
  });
  await container.start();
  return {
    exec: inContainer(docker, container.id, 'root'),
    [Symbol.asyncDispose]: () => container.remove({ force: true }),
  };
}

/** Whoever may make a metadata service may do this as well. */
export async function dropFilter(bridge: string): Promise<void> {
  await promisify(execFile)('tc', ['qdisc', 'del', 'dev', bridge, 'clsact'], { timeout: 10_000 });
}

const meet = ['DOCKER-USER', '-s', '10.213.0.0/16', '-d', '10.213.0.0/16', '-j', 'ACCEPT'];

/** As for a moment while Docker makes a network: what keeps networks apart is not asked. `undefined` where that needs more rights. */
export async function letNetworksMeet(): Promise<AsyncDisposable | undefined> {
  const change = (how: '-D' | '-I') => promisify(execFile)('iptables', [how, ...meet], { timeout: 10_000 });
  try {
    await change('-I');
  } catch {
    return undefined;
  }
  return {
    [Symbol.asyncDispose]: async () => {
      await change('-D');
    },
  };
}

/** Outside of this machine. */
export async function placesNearby(): Promise<readonly { readonly host: string; readonly port: number }[]> {
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
