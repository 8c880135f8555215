import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { waitUntil } from '#labs/static-sync/world/wait-until.ts';
import { annotations, names, shopImage } from './names.ts';

const waitMs = 15_000;
const tidyUpMs = 10_000;
const label = 'kindlab.dev/probe';
const deployments = { apiVersion: 'apps/v1', plural: 'deployments', namespace: names.namespace };
const secrets = { apiVersion: 'v1', plural: 'secrets', namespace: names.namespace };

const marked = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }).prefault({}),
    }),
  }),
});

/**
 * Whether the reloader serves somebody whom nobody could know of: a Deployment of our own with no pod and a random
 * name has to be marked, and marked anew when its Secret changes. Leaves neither behind.
 */
export async function isReloadedByProbe(probes: Probes, signal: AbortSignal): Promise<boolean> {
  const { kubernetes, challenger } = probes;
  await removeLeftovers(probes, signal);
  const name = `kindlab-probe-${randomBytes(4).toString('hex')}`;
  const deployment = { ...deployments, name };
  const secret = { ...secrets, name };
  const waitForOther = (than: string) =>
    waitUntil(waitMs, signal, async () => {
      const object = await kubernetes.get(deployment, signal);
      const mark =
        object === undefined
          ? undefined
          : parseObject(marked, object).spec.template.metadata.annotations[annotations.mark];
      return mark === than ? undefined : mark;
    });
  const word = () => randomBytes(12).toString('base64');
  try {
    await challenger.create(secret, secretManifest(name, word()), signal);
    await challenger.create(deployment, deploymentManifest(name), signal);
    const first = await waitForOther('');
    if (first === undefined) return false;
    await challenger.mergePatch(secret, { data: { word: word() } }, signal);
    return (await waitForOther(first.value)) !== undefined;
  } finally {
    const within = AbortSignal.timeout(tidyUpMs);
    await challenger.delete(deployment, within);
    await challenger.delete(secret, within);
  }
}

async function removeLeftovers({ kubernetes, challenger }: Probes, signal: AbortSignal): Promise<void> {
  for (const kind of [deployments, secrets])
    for (const left of await kubernetes.list(kind, { labelSelector: label }, signal))
      await challenger.delete({ ...kind, name: parseObject(named, left).metadata.name }, signal);
}

function secretManifest(name: string, word: string): Record<string, unknown> {
  const labels = { [label]: 'true' };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: names.namespace, labels },
    data: { word },
  };
}

function deploymentManifest(name: string): Record<string, unknown> {
  const labels = { [label]: 'true', probe: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: names.namespace, labels, annotations: { [annotations.secrets]: name } },
    spec: {
      replicas: 0,
      selector: { matchLabels: { probe: name } },
      template: { metadata: { labels }, spec: { containers: [{ name: 'none', image: shopImage }] } },
    },
  };
}
