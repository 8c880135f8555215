import type Docker from 'dockerode';
import { label } from '#containers/labels.ts';
import { ask, unless } from '../engine.ts';
import type { KindContext } from '../kind-context.ts';

/** One container of an environment that runs. */
export interface RunningPart {
  readonly environment: string;
  readonly container: string;
  /** The process that it began with, as this machine counts. */
  readonly pid: number;
  /** Its end of the environment's network: another one after each start. */
  readonly endpoint: string;
  /** Where the engine keeps its volumes. */
  readonly volumes: readonly string[];
}

const ofCluster = /^kindlab-([0-9a-f]{12})$/;

/**
 * The containers of this installation's environments that run, or of one of them, from labels alone; what is put aside is none
 * of them.
 */
export async function partsThatRun(
  { docker, installation }: KindContext,
  signal: AbortSignal,
  only?: string,
): Promise<readonly RunningPart[]> {
  const list = (filter: string) =>
    ask('list containers', signal, (abortSignal) =>
      docker.listContainers({ filters: { label: [filter], status: ['running'] }, abortSignal }),
    );
  const [ours, nodes] = await Promise.all([
    list(`${label.installation}=${installation}`),
    list(label.kindCluster),
  ]);
  const ids = new Set(ours.map(({ Labels }) => Labels[label.environment] ?? ''));
  const theirs = nodes.filter(({ Labels }) => ids.has(environmentOf(Labels)));
  const wanted = [...ours, ...theirs].filter(
    ({ Labels }) => only === undefined || environmentOf(Labels) === only,
  );
  const parts = wanted.map(({ Id, Labels }) => look(docker, Id, environmentOf(Labels), signal));
  return (await Promise.all(parts)).filter((part) => part !== undefined);
}

function environmentOf(labels: Readonly<Record<string, string>>): string {
  return labels[label.environment] ?? ofCluster.exec(labels[label.kindCluster] ?? '')?.[1] ?? '';
}

/** `undefined`: it has ended since. */
async function look(
  docker: Docker,
  container: string,
  environment: string,
  signal: AbortSignal,
): Promise<RunningPart | undefined> {
  const details = await unless(
    [404],
    ask('look at a container', signal, (abortSignal) =>
      docker.getContainer(container).inspect({ abortSignal }),
    ),
  );
  if (details === undefined || details.State.Pid === 0) return undefined;
  const [network] = Object.values(details.NetworkSettings.Networks);
  return {
    environment,
    container,
    pid: details.State.Pid,
    endpoint: network?.EndpointID ?? container,
    volumes: details.Mounts.flatMap(({ Type, Source }) => (Type === 'volume' ? [Source] : [])),
  };
}
