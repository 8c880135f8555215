import { z } from 'zod';
import type { EnvironmentAccess } from '#containers/contract/environment.ts';
import { platformNamespaces } from './admission-policies.ts';
import { askCluster } from './ask-cluster.ts';

const podList = z.object({
  items: z.array(z.object({ metadata: z.object({ name: z.string(), namespace: z.string() }) })),
});
const ours: ReadonlySet<string> = new Set(platformNamespaces);

/** Ends every pod of the learner's, and what it has written goes with it; those that something looks after come back, empty. */
export async function endPods(access: EnvironmentAccess['kubernetes'], signal: AbortSignal): Promise<void> {
  const { body } = await askCluster(access, { method: 'GET', path: '/api/v1/pods' }, signal);
  const { items } = podList.parse(body);
  await Promise.all(
    items
      .filter(({ metadata }) => !ours.has(metadata.namespace))
      .map(({ metadata: { name, namespace } }) => {
        const path = `/api/v1/namespaces/${namespace}/pods/${name}?gracePeriodSeconds=0`;
        return askCluster(access, { method: 'DELETE', path }, signal);
      }),
  );
}
