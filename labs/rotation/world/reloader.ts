import { z } from 'zod';
import { metadata } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { isAllowed } from '#labs/shared/service-account.ts';
import { isShopImage, names } from './names.ts';

const deployment = z.object({
  metadata,
  spec: z.object({
    replicas: z.number().default(1),
    template: z.object({
      spec: z.object({
        serviceAccountName: z.string().default('default'),
        containers: z.array(
          z.object({
            image: z.string().default(''),
            command: z.array(z.string()).default([]),
            env: z.array(z.object({ name: z.string(), value: z.string().default('') })).default([]),
          }),
        ),
      }),
    }),
  }),
  status: z
    .object({ observedGeneration: z.number().default(0), readyReplicas: z.number().default(0) })
    .prefault({}),
});

export interface ReloaderFact {
  /** Deployments in the namespace `reloader` that don't run the reloader. */
  readonly others: readonly string[];
  /** Namespaces elsewhere in which one does. */
  readonly elsewhere: readonly string[];
  readonly reloader?: {
    readonly generation: number;
    readonly wanted: number;
    readonly ready: number;
    readonly account: string;
    /** The only namespace that it looks at; empty: all. */
    readonly only: string;
    /** What its service account may not do, of what it has to. */
    readonly denied: readonly string[];
  };
}

export async function lookAtReloader(probes: Probes, signal: AbortSignal): Promise<ReloaderFact> {
  const listed = await probes.kubernetes.list({ apiVersion: 'apps/v1', plural: 'deployments' }, {}, signal);
  const all = listed.map((object) => {
    const { metadata: about, spec, status } = parseObject(deployment, object);
    const runs = spec.template.spec.containers.find(
      ({ image, command }) => isShopImage(image) && command[0] === '/reloader',
    );
    return { about, spec, status, runs };
  });
  const here = all.filter(({ about }) => about.namespace === names.reloaderNamespace);
  const found = here.find(({ runs }) => runs !== undefined);
  const base = {
    others: here.filter(({ runs }) => runs === undefined).map(({ about }) => about.name),
    elsewhere: all.flatMap(({ about, runs }) =>
      runs !== undefined && about.namespace !== names.reloaderNamespace ? (about.namespace ?? []) : [],
    ),
  };
  if (found?.runs === undefined) return base;
  const { about, spec, status, runs } = found;
  const only = runs.env.find(({ name }) => name === 'KUBERNETES_NAMESPACE')?.value ?? '';
  const account = spec.template.spec.serviceAccountName;
  return {
    ...base,
    reloader: {
      generation: about.generation,
      wanted: spec.replicas,
      ready: status.observedGeneration >= about.generation ? status.readyReplicas : 0,
      account,
      only,
      denied: await listDenied(account, only, probes, signal),
    },
  };
}

const needed = [
  { group: '', resource: 'secrets', verbs: ['list', 'watch'] },
  { group: '', resource: 'configmaps', verbs: ['list', 'watch'] },
  { group: 'apps', resource: 'deployments', verbs: ['list', 'watch', 'patch'] },
];

/** It reads where it looks: one that looks at all namespaces has to be allowed in all of them. */
async function listDenied(
  name: string,
  only: string,
  probes: Probes,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const account = { namespace: names.reloaderNamespace, name };
  const asked = needed.flatMap(({ group, resource, verbs }) =>
    verbs.map(async (verb) => {
      const where = only === '' && verb !== 'patch' ? {} : { namespace: names.namespace };
      const allowed = await isAllowed(account, { verb, group, resource, ...where }, probes, signal);
      return allowed ? [] : [`${verb} ${resource}`];
    }),
  );
  return (await Promise.all(asked)).flat();
}
