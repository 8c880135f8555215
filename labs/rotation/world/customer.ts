import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { named } from '#checkers/objects/metadata.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { waitUntil } from '#labs/static-sync/world/wait-until.ts';
import { shopImage } from './names.ts';

/** What has come of a customer's requests since it began. */
export interface Count {
  readonly asked: number;
  readonly failed: number;
  /** By what went wrong. */
  readonly failures: Readonly<Record<string, number>>;
}

const line = z.object({
  asked: z.number(),
  failed: z.number(),
  failures: z.record(z.string(), z.number()),
});
const label = 'kindlab.dev/probe';
/** Not the learner's namespace: no selector of theirs meets it there. */
const pods = { apiVersion: 'v1', plural: 'pods', namespace: 'default' };
const startMs = 60_000;
const tidyUpMs = 10_000;

/**
 * A customer of our own in the cluster, who asks an address every 200 ms from before `use` until after it. `read`
 * answers what it has counted once it has asked `more` times since the last reading. Leaves no pod behind.
 */
export async function withCustomer<T>(
  url: string,
  probes: Probes,
  signal: AbortSignal,
  use: (read: (more: number) => Promise<Count>) => Promise<T>,
): Promise<T> {
  const { kubernetes, challenger } = probes;
  for (const left of await kubernetes.list(pods, { labelSelector: label }, signal))
    await challenger.delete({ ...pods, name: parseObject(named, left).metadata.name }, signal);
  const name = `kindlab-probe-${randomBytes(4).toString('hex')}`;
  let asked = 0;
  try {
    await challenger.create({ ...pods, name }, manifest(name, url), signal);
    return await use(async (more) => {
      const found = await waitUntil(startMs, signal, async () => {
        const count = await readCount(name, probes, signal);
        return count !== undefined && count.asked >= asked + more ? count : undefined;
      });
      if (found === undefined) throw silent();
      asked = found.value.asked;
      return found.value;
    });
  } finally {
    await challenger.delete({ ...pods, name }, AbortSignal.timeout(tidyUpMs));
  }
}

async function readCount(
  name: string,
  { kubernetes }: Probes,
  signal: AbortSignal,
): Promise<Count | undefined> {
  const [last] = (await kubernetes.logs({ namespace: pods.namespace, name, tailLines: 1 }, signal)).slice(-1);
  return last === undefined ? undefined : line.parse(JSON.parse(last));
}

function manifest(name: string, url: string): Record<string, unknown> {
  const container = {
    name: 'customer',
    image: shopImage,
    command: ['/customer'],
    env: [{ name: 'URL', value: url }],
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: pods.namespace, labels: { [label]: 'true' } },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [container],
    },
  };
}

function silent(): Fault {
  return new Fault({
    code: 'PROBE_FAILED',
    message: 'The customer that this check had put into the cluster stopped counting.',
    hint: 'Check again. If it goes on, look whether pods start in the namespace default.',
  });
}
