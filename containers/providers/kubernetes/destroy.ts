import { Fault } from '#containers/contract/fault.ts';
import { unlessStatus } from './host-api.ts';
import type { KubeContext } from './kube-context.ts';
import { namespaceOf } from './places.ts';

const pauseMs = 250;
const longestMs = 100_000;

/**
 * Removes the namespace of an environment, with all that is in it, and returns when it is gone. Idempotent. From the first
 * call on it is marked as leaving, so one whose removal was cut short is never taken for ready.
 */
export async function destroyEnvironment(
  context: KubeContext,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const path = `/api/v1/namespaces/${namespaceOf(id)}`;
  const deadline = context.clock.now().getTime() + longestMs;
  context.forwards.close(namespaceOf(id));
  const asked = await context.api
    .ask({ method: 'DELETE', path }, signal)
    .catch((error: unknown) => unlessStatus(error, 404, 409));
  // 409: it is on its way out already.
  if (asked !== undefined) await stopPods(context, path, signal);
  while ((await context.api.find({ method: 'GET', path }, signal)) !== undefined) {
    if (context.clock.now().getTime() > deadline) throw stillThere(id);
    await context.clock.wait(pauseMs, signal);
  }
}

/** The namespace would get to them as well, but only after everything else. */
async function stopPods({ api }: KubeContext, path: string, signal: AbortSignal): Promise<void> {
  const collections = [
    `/apis/apps/v1/namespaces/${path.slice('/api/v1/namespaces/'.length)}/statefulsets`,
    `${path}/pods`,
  ];
  for (const collection of collections)
    await api
      .ask({ method: 'DELETE', path: collection, query: { gracePeriodSeconds: '1' } }, signal)
      .catch((error: unknown) => unlessStatus(error, 404));
}

function stillThere(id: string): Fault {
  return new Fault({
    code: 'ENVIRONMENT_BROKEN',
    message: `The namespace of the environment ${id} is still there ${String(longestMs / 1000)} s after it was to be removed.`,
    hint: `See what holds it: \`kubectl get namespace ${namespaceOf(id)} -o yaml\`.`,
  });
}
