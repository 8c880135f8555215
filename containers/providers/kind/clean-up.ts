import type { Plan } from '#containers/contract/environment.ts';
import { label } from '#containers/labels.ts';
import { destroyEnvironment } from './destroy.ts';
import { ask, slowAnswerMs, unless } from './engine.ts';
import type { KindContext } from './kind-context.ts';
import { nodeName } from './node.ts';

const pauseMs = 100;

/**
 * Removes every part of an environment whose creation was cut short. A killed kind leaves its last `docker run` in
 * the engine's hands: that container is in no list yet, but its name is taken, and so it is waited for and removed.
 */
export async function cleanUp(context: KindContext, plan: Plan, signal: AbortSignal): Promise<void> {
  await destroyEnvironment(context, plan.id, signal);
  while (!(await isNameFree(context, plan, signal))) {
    await context.clock.wait(pauseMs, signal);
    await destroyEnvironment(context, plan.id, signal);
  }
}

/** The engine knows only one way to ask for a name: take it. The container never starts and is removed at once. */
async function isNameFree({ docker }: KindContext, plan: Plan, signal: AbortSignal): Promise<boolean> {
  const settings = {
    name: nodeName(plan),
    Image: plan.images.vault,
    Labels: { ...plan.labels, [label.kindCluster]: plan.clusterName },
    HostConfig: { NetworkMode: 'none' },
  };
  const taken = await unless(
    [409],
    ask('ask for a name', signal, () => docker.createContainer(settings), slowAnswerMs),
  );
  if (taken === undefined) return false;
  await ask('give a name back', signal, () => taken.remove({ v: true, force: true }), slowAnswerMs);
  return true;
}
