import { readFile } from 'node:fs/promises';
import { Fault } from '#containers/contract/fault.ts';
import type { Plan } from '#containers/contract/environment.ts';
import { label } from '#containers/labels.ts';
import { ask, isStatus } from './engine.ts';
import type { KindContext } from './kind-context.ts';
import { freeSubnets, parseRoutes, subnetAt, subnetCount, type Subnet } from './subnet.ts';

const attempts = 20;

/**
 * Makes the environment's own network on a range that neither another Docker network nor a route of this machine
 * uses. Fault ENVIRONMENT_CREATE when a network of that name exists or every range is taken.
 */
export async function createNetwork(context: KindContext, plan: Plan, signal: AbortSignal): Promise<Subnet> {
  const inUse = [...(await dockerRanges(context, signal)), ...(await hostRoutes())];
  const seed = parseInt(plan.id.slice(0, 6), 16) % subnetCount;
  for (const index of freeSubnets(inUse, seed).slice(0, attempts)) {
    signal.throwIfAborted();
    const subnet = subnetAt(index);
    if (await tryCreate(context, plan, subnet)) return subnet;
  }
  throw new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: 'No free address range was found in 10.213.0.0/16 for the network of this environment.',
    hint: 'End environments that are not needed (`kindlab env list`), or free that range: `docker network ls`, `ip route`.',
  });
}

/** `false`: somebody else took the range since we looked. Not aborted half-way: a made network must be known. */
async function tryCreate(context: KindContext, plan: Plan, subnet: Subnet): Promise<boolean> {
  try {
    await ask('create a network', new AbortController().signal, () =>
      context.docker.createNetwork({
        Name: plan.networkName,
        Driver: 'bridge',
        CheckDuplicate: true,
        IPAM: {
          Driver: 'default',
          Config: [{ Subnet: subnet.cidr, Gateway: subnet.gateway, IPRange: subnet.dynamicRange }],
        },
        Options: networkOptions(plan),
        Labels: {
          ...plan.labels,
          [label.part]: 'network',
          [label.createdAt]: context.clock.now().toISOString(),
          [label.instance]: context.instance.id,
        },
      }),
    );
    return true;
  } catch (error) {
    if (isStatus(error, 403) || (error instanceof Error && /overlap/i.test(error.message))) return false;
    throw error;
  }
}

/**
 * Without masquerading what leaves keeps an address that nobody outside can answer (docs/security.md says what that leaves
 * open). Docker's `internal` networks would also keep the platform from the ports that it works by.
 */
export function networkOptions({ id, spec }: Pick<Plan, 'id' | 'spec'>): Readonly<Record<string, string>> {
  return {
    'com.docker.network.bridge.name': `kl-${id}`,
    ...(spec.egress === 'denied' ? { 'com.docker.network.bridge.enable_ip_masquerade': 'false' } : {}),
  };
}

async function dockerRanges(context: KindContext, signal: AbortSignal): Promise<readonly string[]> {
  const networks = await ask('list networks', signal, (abortSignal) =>
    context.docker.listNetworks({ abortSignal }),
  );
  return networks.flatMap(({ IPAM }) => (IPAM?.Config ?? []).flatMap(({ Subnet: range }) => range ?? []));
}

/** Empty where there is no /proc (Docker Desktop runs elsewhere anyway). */
async function hostRoutes(): Promise<readonly string[]> {
  return parseRoutes(await readFile('/proc/net/route', 'utf8').catch(() => ''));
}
