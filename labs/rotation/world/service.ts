import { z } from 'zod';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { names } from './names.ts';

const service = z.object({
  spec: z.object({
    clusterIP: z.string().default(''),
    ports: z.array(z.object({ port: z.number() })).default([]),
  }),
});

/** Where the customer asks: the shop's Service, by address, so that no name has to be looked up each time. */
export async function orderUrl({ kubernetes }: Probes, signal: AbortSignal): Promise<string | undefined> {
  const ref = { apiVersion: 'v1', plural: 'services', namespace: names.namespace, name: names.service };
  const object = await kubernetes.get(ref, signal);
  if (object === undefined) return undefined;
  const { clusterIP, ports } = parseObject(service, object).spec;
  return `http://${clusterIP}:${String(ports[0]?.port ?? 80)}/order`;
}

const slice = z.object({
  endpoints: z
    .array(z.object({ targetRef: z.object({ name: z.string().default('') }).optional() }))
    .nullable()
    .default([]),
});

/** Names of the pods behind the shop's Service; an address that is no pod's is an empty name. */
export async function listBackends({ kubernetes }: Probes, signal: AbortSignal): Promise<readonly string[]> {
  const slices = { apiVersion: 'discovery.k8s.io/v1', plural: 'endpointslices', namespace: names.namespace };
  const labelSelector = `kubernetes.io/service-name=${names.service}`;
  const listed = await kubernetes.list(slices, { labelSelector }, signal);
  return listed
    .flatMap((object) => parseObject(slice, object).endpoints ?? [])
    .map(({ targetRef }) => targetRef?.name ?? '');
}
