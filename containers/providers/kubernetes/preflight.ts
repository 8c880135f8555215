import { BlockList } from 'node:net';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import type { Obstacle } from '#containers/contract/environment.ts';
import type { KubeContext } from './kube-context.ts';
import { rights } from './rights.ts';

const needed = rights.flatMap(({ group, resource: whole, verbs }) => {
  const [resource = '', subresource] = whole.split('/');
  return verbs.map((verb) => ({
    says: `${verb} ${whole}`,
    attributes: { group, resource, verb, ...(subresource === undefined ? {} : { subresource }) },
  }));
});

const review = z.object({ status: z.object({ allowed: z.boolean() }) });
const nodes = z.object({ items: z.array(z.object({ spec: z.object({ podCIDR: z.string().optional() }) })) });
const service = z.object({ spec: z.object({ clusterIP: z.ipv4() }) });

/** What a look at the carrying cluster needs to know of it. */
type Carrying = Pick<KubeContext, 'api' | 'granted' | 'settings'>;

/** Says what keeps the carrying cluster from running an environment, each with its remedy; empty when nothing does. */
export async function preflight(context: Carrying, signal: AbortSignal): Promise<readonly Obstacle[]> {
  try {
    const found = await Promise.all([
      ...needed.map((permission) => forbidden(context, permission, signal)),
      overlap(context, signal),
      ...classes(context, signal),
    ]);
    return found.filter((obstacle) => obstacle !== undefined);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [{ code: error.code, what: error.message, fix: error.hint }];
  }
}

/** A right that was there once is not asked for again: this is done before every start. */
async function forbidden(
  { api, granted }: Carrying,
  { says, attributes }: (typeof needed)[number],
  signal: AbortSignal,
): Promise<Obstacle | undefined> {
  if (granted.has(says)) return undefined;
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: attributes },
  };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const answer = review.parse(await api.ask({ method: 'POST', path, body }, signal));
  if (answer.status.allowed) {
    granted.add(says);
    return undefined;
  }
  return {
    code: 'ENGINE_DENIED',
    what: `The cluster does not let the server ${says}.`,
    fix: 'Give its account that right (docs/operating.md, Labs on a Kubernetes cluster), or name a kubeconfig that has it.',
  };
}

/** Addresses inside of environments that are also those of the carrying cluster would lead nowhere. */
async function overlap(context: Carrying, signal: AbortSignal): Promise<Obstacle | undefined> {
  const { api, settings } = context;
  const [listed, kubernetes] = await Promise.all([
    api.ask({ method: 'GET', path: '/api/v1/nodes' }, signal),
    api.ask({ method: 'GET', path: '/api/v1/namespaces/default/services/kubernetes' }, signal),
  ]);
  const taken = nodes.parse(listed).items.flatMap(({ spec }) => spec.podCIDR?.split('/')[0] ?? []);
  taken.push(service.parse(kubernetes).spec.clusterIP);
  const ours = new BlockList();
  for (const range of [settings.innerPods, settings.innerServices]) {
    const [address = '', prefix = ''] = range.split('/');
    ours.addSubnet(address, Number(prefix), 'ipv4');
  }
  const both = taken.find((address) => ours.check(address, 'ipv4'));
  if (both === undefined) return undefined;
  return {
    code: 'CONFIG_INVALID',
    what: `The carrying cluster uses ${both}, which lies in the addresses inside of environments.`,
    fix: 'Set innerPods and innerServices to ranges that the cluster does not use.',
  };
}

function classes({ api, settings }: Carrying, signal: AbortSignal): readonly Promise<Obstacle | undefined>[] {
  const look = async (
    path: string,
    name: string | undefined,
    what: string,
  ): Promise<Obstacle | undefined> => {
    if (name === undefined) return undefined;
    if ((await api.find({ method: 'GET', path: `${path}/${name}` }, signal)) !== undefined) return undefined;
    return {
      code: 'CONFIG_INVALID',
      what: `The cluster has no ${what} ${name}.`,
      fix: 'Correct the setting, or install it.',
    };
  };
  return [
    look('/apis/node.k8s.io/v1/runtimeclasses', settings.runtimeClass, 'runtime class'),
    look('/apis/storage.k8s.io/v1/storageclasses', settings.storageClass, 'storage class'),
  ];
}
