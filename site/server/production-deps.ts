import path from 'node:path';
import type { Logger } from 'pino';
import type { KindLimits } from '#containers/providers/kind/kind-context.ts';
import { KindProvider } from '#containers/providers/kind/kind-provider.ts';
import { measureEnvironments } from '#containers/providers/kind/measure.ts';
import { KubernetesProvider } from '#containers/providers/kubernetes/kubernetes-provider.ts';
import type { KubernetesSettings } from '#containers/providers/kubernetes/settings.ts';
import { engineClient } from '#containers/runtime/engine/connect-engine.ts';
import { systemClock } from '#containers/providers/surroundings.ts';
import { ensureBundle } from '#containers/runtime/ensure-bundle.ts';
import { readBundleFile } from '#containers/runtime/read-bundle-file.ts';
import { Reaper } from '#containers/sessions/reaper.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import { loadQuizzes } from '#site/quizzes/load-quizzes.ts';
import { admitToMachine, requireNoObstacle } from './attempts/admit-to-machine.ts';
import { ClusterCheckRunner } from './checks/cluster-check-runner.ts';
import { ClusterSessions } from './checks/cluster-sessions.ts';
import { ClusterSubmissionGrader } from './grading/cluster-submission-grader.ts';
import { ClusterPreviewSource } from './previews/cluster-preview-source.ts';
import { ClusterSchemaSource } from './schemas/cluster-schema-source.ts';
import type { ServerDeps } from './server-deps.ts';
import { ClusterTraceReader } from './trace/cluster-trace-reader.ts';

export interface ProductionOptions {
  readonly dataDir: string;
  readonly log: Logger;
  /** Registry, with an optional path, that holds the runtime's images; absent: the upstream ones. */
  readonly registry?: string | undefined;
  /** What one environment may take on this machine. */
  readonly limits?: KindLimits;
  /** The cluster that carries environments; absent: this machine does, as kind clusters. */
  readonly kubernetes?: KubernetesSettings;
}

const readDeadlineMs = 20_000;
const sweepEveryMs = 30_000;

/** The real parts: bundle, kind clusters, checks that look at them. Throws Fault AUTHORING_INVALID for bad content. */
export async function productionDeps(options: ProductionOptions): Promise<ServerDeps> {
  const { log } = options;
  const sessions = new ClusterSessions();
  const quizzes = path.resolve(import.meta.dirname, '../quizzes');
  return {
    log,
    catalog: await loadCatalog(),
    quizzes: await loadQuizzes(quizzes, AbortSignal.timeout(readDeadlineMs)),
    checkRunner: new ClusterCheckRunner(log, sessions),
    traceReader: new ClusterTraceReader(sessions),
    previewSource: new ClusterPreviewSource(sessions),
    schemaSource: new ClusterSchemaSource(sessions),
    submissionGrader: new ClusterSubmissionGrader(),
    ...(options.kubernetes === undefined ? onThisMachine(options) : onCluster(options, options.kubernetes)),
    reap: ({ provider, log: reaperLog, claimed, held, signal }) =>
      new Reaper({
        provider,
        clock: systemClock,
        log: reaperLog,
        intervalMs: sweepEveryMs,
        claimed: () => Promise.resolve(claimed()),
        held,
      }).run(signal),
  };
}

type Ground = Pick<ServerDeps, 'admit' | 'makeProvider' | 'measure' | 'prepareBundle'>;

function onThisMachine({ dataDir, log, registry, limits }: ProductionOptions): Ground {
  return {
    prepareBundle: (request) => ensureBundle({ ...request, ...(registry === undefined ? {} : { registry }) }),
    admit: admitToMachine,
    measure: (signal) => measureEnvironments(engineClient(process.env), signal),
    makeProvider: (bundle) =>
      KindProvider.open({
        bundle,
        clock: systemClock,
        log,
        dataDir,
        ...(limits === undefined ? {} : { limits }),
      }),
  };
}

/** Room is the cluster's business: its scheduler knows, and a pod that it can not place is told as such. */
function onCluster({ log, registry }: ProductionOptions, settings: KubernetesSettings): Ground {
  return {
    prepareBundle: async (request) =>
      settings.bundleFile === undefined
        ? ensureBundle({ ...request, ...(registry === undefined ? {} : { registry }) })
        : readBundleFile(settings.bundleFile),
    admit: requireNoObstacle,
    makeProvider: (bundle) => new KubernetesProvider({ bundle, settings, clock: systemClock, log }),
  };
}
