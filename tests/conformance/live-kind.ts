import type Docker from 'dockerode';
import { label } from '#containers/labels.ts';
import type { Environment, EnvironmentSpec, ExecResult } from '#containers/contract/environment.ts';
import { installationOf } from '#containers/providers/kind/installation.ts';
import { KindProvider } from '#containers/providers/kind/kind-provider.ts';
import { silentLog, systemClock } from '#containers/providers/surroundings.ts';
import { engineClient } from '#containers/runtime/engine/connect-engine.ts';
import { ensureBundle } from '#containers/runtime/ensure-bundle.ts';

export const liveSpec: EnvironmentSpec = {
  lab: 'static-sync',
  startState: 'bare',
  namespaces: ['lab1'],
  leaseMs: 3_600_000,
  limits: { nodeMemoryMiB: 2048, workspaceMemoryMiB: 512, vaultMemoryMiB: 256, workspacePids: 256 },
};
export const liveCreateMs = 180_000;
/** A bundle that is not prepared yet is prepared by the first test that needs it. */
export const liveBundleMs = 60 * 60_000;

export interface LiveKind {
  readonly docker: Docker;
  readonly open: () => Promise<KindProvider>;
  /** Names of all containers, networks and volumes of this suite. */
  readonly leftovers: () => Promise<readonly string[]>;
}

/** The real thing, in an installation of its own, so that tests and a running server never meet. */
export async function openLiveKind(suite: string): Promise<LiveKind> {
  const bundle = await ensureBundle({
    source: 'auto',
    vault: 'openbao',
    signal: AbortSignal.timeout(liveBundleMs),
  });
  const docker = engineClient(process.env);
  const dataDir = `/kindlab-tests/${suite}`;
  const installation = installationOf(dataDir);
  const filters = { label: [`${label.installation}=${installation}`] };
  const guarding = { label: [`${label.guard}=${installation}`] };
  const known = new Set<string>();
  return {
    docker,
    open: () => KindProvider.open({ bundle, docker, clock: systemClock, log: silentLog, dataDir }),
    leftovers: async () => {
      const [containers, guards, networks, { Volumes }, nodes] = await Promise.all([
        docker.listContainers({ all: true, filters }),
        docker.listContainers({ all: true, filters: guarding }),
        docker.listNetworks({ filters }),
        docker.listVolumes({ filters }),
        docker.listContainers({ all: true, filters: { label: [label.kindCluster] } }),
      ]);
      // kind's nodes carry no label of ours: they are known by the environments that were seen before.
      for (const { Labels } of networks) known.add(`kindlab-${Labels?.[label.environment] ?? ''}`);
      const ours = nodes.filter(({ Labels }) => known.has(Labels[label.kindCluster] ?? ''));
      return [
        ...[...containers, ...guards, ...ours].flatMap(({ Names }) => Names),
        ...networks.map(({ Name }) => Name),
        ...Volumes.map(({ Name }) => Name),
      ];
    },
  };
}

/** Runs a script in the workspace as the learner. */
export async function asLearner(
  environment: Environment,
  script: string,
  stdin?: string,
): Promise<ExecResult> {
  const request = {
    command: ['bash', '-c', script],
    timeoutMs: 120_000,
    ...(stdin === undefined ? {} : { stdin }),
  };
  return environment.exec(request, new AbortController().signal);
}
