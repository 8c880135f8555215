import { z } from 'zod';
import { metadata } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { KubernetesObject, Probes } from '#checkers/probes/probes.ts';
import { annotations, names } from './names.ts';

const texts = z.record(z.string(), z.string()).default({});
const intOrPercent = z.union([z.number(), z.string()]);
const probe = z.object({
  httpGet: z
    .object({ path: z.string().default('/'), port: z.union([z.number(), z.string()]).default('') })
    .optional(),
});
const container = z.object({
  image: z.string().default(''),
  command: z.array(z.string()).default([]),
  readinessProbe: probe.optional(),
  lifecycle: z
    .object({ preStop: z.object({ sleep: z.object({ seconds: z.number() }).optional() }).optional() })
    .default({}),
});
const deployment = z.object({
  metadata: metadata.extend({ annotations: texts }),
  spec: z.object({
    replicas: z.number().default(1),
    selector: z.object({ matchLabels: texts }),
    strategy: z
      .object({
        type: z.string().default('RollingUpdate'),
        rollingUpdate: z.object({ maxUnavailable: intOrPercent.default('25%') }).prefault({}),
      })
      .prefault({}),
    template: z.object({
      metadata: z.object({ annotations: texts }).prefault({}),
      spec: z.object({
        containers: z.array(container).min(1),
        terminationGracePeriodSeconds: z.number().default(30),
      }),
    }),
  }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
    })
    .prefault({}),
});

/** What the checks want to know of the shop's Deployment. */
export interface Shop {
  readonly uid: string;
  readonly generation: number;
  readonly image: string;
  readonly command: readonly string[];
  readonly replicas: number;
  readonly strategy: string;
  /** How many pods a rollout may take away before others are ready; percentages are resolved as Kubernetes does. */
  readonly maxUnavailable: number;
  /** Absent: none. `path` absent: a probe that speaks no HTTP. */
  readonly readiness?: { readonly path?: string };
  /** Seconds that a pod goes on serving when it is asked to end. */
  readonly preStopS: number;
  readonly graceS: number;
  readonly selector: Readonly<Record<string, string>>;
  /** Annotations that begin like the reloader's or like that of `rollout restart`, by where they stand. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly templateAnnotations: Readonly<Record<string, string>>;
  /** Who wrote the reloader's mark, by the API server's records. */
  readonly markWriters: readonly string[];
  /** Every pod is of the newest template, and there are as many as there have to be. */
  readonly rolledOut: boolean;
}

export interface ShopFact {
  /** Absent: there is no Deployment `shop` in `shop`. */
  readonly shop?: Shop;
}

export const shopRef = {
  apiVersion: 'apps/v1',
  plural: 'deployments',
  namespace: names.namespace,
  name: names.deployment,
} as const;
export const shopWatches = [{ apiVersion: 'apps/v1', plural: 'deployments' }];

export async function lookAtShop({ kubernetes }: Probes, signal: AbortSignal): Promise<ShopFact> {
  const object = await kubernetes.get(shopRef, signal);
  return object === undefined ? {} : { shop: summariseShop(object) };
}

function summariseShop(object: KubernetesObject): Shop {
  const { metadata: about, spec, status } = parseObject(deployment, object);
  const [first] = spec.template.spec.containers;
  const { readinessProbe, lifecycle, image = '', command = [] } = first ?? {};
  const path = readinessProbe?.httpGet?.path;
  return {
    uid: about.uid,
    generation: about.generation,
    image,
    command,
    replicas: spec.replicas,
    strategy: spec.strategy.type,
    maxUnavailable: resolve(spec.strategy.rollingUpdate.maxUnavailable, spec.replicas),
    ...(readinessProbe === undefined ? {} : { readiness: path === undefined ? {} : { path } }),
    preStopS: lifecycle?.preStop?.sleep?.seconds ?? 0,
    graceS: spec.template.spec.terminationGracePeriodSeconds,
    selector: spec.selector.matchLabels,
    annotations: ours(about.annotations),
    templateAnnotations: ours(spec.template.metadata.annotations),
    markWriters: about.managedFields.flatMap(({ manager, fieldsV1 }) =>
      JSON.stringify(fieldsV1).includes(`"f:${annotations.mark}"`) ? [manager] : [],
    ),
    rolledOut:
      status.observedGeneration >= about.generation &&
      [status.replicas, status.updatedReplicas, status.availableReplicas].every(
        (count) => count === spec.replicas,
      ),
  };
}

/** A number, or a part of all pods; Kubernetes rounds what may be unavailable down. */
export function resolve(value: number | string, replicas: number): number {
  if (typeof value === 'number') return value;
  return Math.floor((Number.parseInt(value, 10) * replicas) / 100);
}

function ours(all: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(all).filter(
      ([key]) => key.includes('reloader.stakater.com/') || key === annotations.restartedAt,
    ),
  );
}
