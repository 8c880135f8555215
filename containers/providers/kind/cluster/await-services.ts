import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import type { Clock } from '#containers/providers/surroundings.ts';
import { askCluster } from './ask-cluster.ts';

const readyMs = 120_000;
const pauseMs = 200;
const dnsPath = '/apis/apps/v1/namespaces/kube-system/deployments/coredns';
const proxyPath = '/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy';

const deployment = z.object({ status: z.object({ readyReplicas: z.number().default(0) }) });
const daemonSet = z.object({ status: z.object({ numberReady: z.number() }) });

/**
 * Waits until names and Services work for pods: CoreDNS answers and kube-proxy runs. Fault ENVIRONMENT_CREATE when
 * it takes too long.
 */
export async function awaitServices(
  access: EnvironmentAccess['kubernetes'],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const deadline = clock.now().getTime() + readyMs;
  const get = async (path: string) => (await askCluster(access, { method: 'GET', path }, signal)).body;
  while (clock.now().getTime() < deadline) {
    const [dns, proxy] = [
      deployment.safeParse(await get(dnsPath)),
      daemonSet.safeParse(await get(proxyPath)),
    ];
    if (
      dns.success &&
      dns.data.status.readyReplicas >= 1 &&
      proxy.success &&
      proxy.data.status.numberReady >= 1
    )
      return;
    await clock.wait(pauseMs, signal);
  }
  throw new Fault({
    code: 'ENVIRONMENT_CREATE',
    message: `CoreDNS and kube-proxy were not ready after ${String(readyMs / 1000)} s.`,
    hint: 'Start the lab again; if it happens again, this machine is too busy, or its node image lacks their images.',
  });
}
