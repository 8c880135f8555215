import { Fault } from '#containers/contract/fault.ts';
import { label } from '#containers/labels.ts';
import { nameOf } from '#containers/providers/plan.ts';
import { ask, isStatus, slowAnswerMs, unless } from './engine.ts';
import type { KindContext } from './kind-context.ts';
import { removePrivateFolders } from './private-folder.ts';

const rounds = 30;
const pauseMs = 200;

/**
 * Removes every container, volume and network of an environment, and what its making had on this machine. Idempotent. The lease goes first, so that an
 * environment whose removal was cut short is seen as broken, never as ready. Looks again until nothing is left.
 */
export async function destroyEnvironment(
  context: KindContext,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const left = await removeOnce(context, id, signal);
    // Last of all: as long as there is a node, kind may still be at work on it.
    if (left === 0) return removePrivateFolders(id);
    if (round > 0) await context.clock.wait(pauseMs, signal);
  }
  throw new Fault({
    code: 'ENVIRONMENT_BROKEN',
    message: `Parts of the environment ${id} are still there after ${String(rounds)} tries to remove them.`,
    hint: `See \`docker ps -a --filter name=${nameOf(id)}\`; restarting the Docker engine frees what is stuck.`,
  });
}

/** Answers how many parts it met: none means that the environment is gone. */
async function removeOnce(context: KindContext, id: string, signal: AbortSignal): Promise<number> {
  const { docker } = context;
  const filters = { label: [`${label.environment}=${id}`] };
  const { Volumes } = await ask('list volumes', signal, (abortSignal) =>
    docker.listVolumes({ filters, abortSignal }),
  );
  await Promise.all(
    Volumes.map(({ Name }) =>
      gone(ask('remove a volume', signal, (abortSignal) => docker.getVolume(Name).remove({ abortSignal }))),
    ),
  );
  const containers = await listContainers(context, id, signal);
  await Promise.all(containers.map((container) => removeContainer(context, container, signal)));
  const networks = await ask('list networks', signal, (abortSignal) =>
    docker.listNetworks({ filters, abortSignal }),
  );
  await Promise.all(networks.map(({ Id }) => removeNetwork(context, Id, signal)));
  return Volumes.length + containers.length + networks.length;
}

async function listContainers(
  { docker }: KindContext,
  id: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const list = (filter: string) =>
    ask('list containers', signal, (abortSignal) =>
      docker.listContainers({ all: true, filters: { label: [filter] }, abortSignal }),
    );
  const both = await Promise.all([
    list(`${label.environment}=${id}`),
    list(`${label.kindCluster}=${nameOf(id)}`),
  ]);
  return both.flat().map(({ Id }) => Id);
}

/** With its volumes: the node keeps /var in one that has no name. */
async function removeContainer(
  { docker }: KindContext,
  container: string,
  signal: AbortSignal,
): Promise<void> {
  await gone(
    ask(
      'remove a container',
      signal,
      () => docker.getContainer(container).remove({ force: true, v: true }),
      slowAnswerMs,
    ),
  );
}

async function removeNetwork({ docker }: KindContext, network: string, signal: AbortSignal): Promise<void> {
  try {
    await gone(
      ask('remove a network', signal, (abortSignal) => docker.getNetwork(network).remove({ abortSignal })),
    );
  } catch (error) {
    // 403: a container that is on its way out still holds an address; the next round removes it.
    if (!isStatus(error, 403, 500)) throw error;
  }
}

/** 404: gone already. 409: the engine is removing it at this moment; the next round sees whether it did. */
async function gone(removal: Promise<unknown>): Promise<void> {
  await unless([404, 409], removal);
}
