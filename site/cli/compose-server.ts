import path from 'node:path';
import type { KindLimits } from '#containers/providers/kind/kind-context.ts';
import { kubernetesSettings } from '#containers/providers/kubernetes/settings.ts';
import { loadCatalog } from '#labs/load-catalog.ts';
import { loadQuizzes } from '#site/quizzes/load-quizzes.ts';
import { fakeDeps } from '#site/server/dev/fake-deps.ts';
import { makeLogger } from '#site/server/logger.ts';
import { productionDeps } from '#site/server/production-deps.ts';
import type { ServerDeps } from '#site/server/server-deps.ts';
import { environmentLimits } from '#site/server/server-options.ts';
import type { ServeSettings } from './serve-options.ts';

const contentDeadlineMs = 30_000;
const fakeBundleMs = 6_000;

/** Everything the server is put together from: real parts, or fake ones that need no Docker. */
export async function composeServer(settings: ServeSettings, dataDir: string): Promise<ServerDeps> {
  if (settings.provider === 'fake') return composeFake();
  const log = makeLogger(settings.logLevel);
  return productionDeps({
    dataDir,
    log,
    limits: limitsOf(settings),
    ...(settings.registry === undefined ? {} : { registry: settings.registry }),
    ...(settings.provider === 'kubernetes'
      ? { kubernetes: kubernetesSettings.parse(settings.kubernetes ?? {}) }
      : {}),
  });
}

function limitsOf({ limits }: ServeSettings): KindLimits {
  const { keepFreeGiB, networkMbit } = environmentLimits.parse(limits ?? {});
  return { keepFreeMiB: keepFreeGiB * 1024, networkMbit };
}

async function composeFake(): Promise<ServerDeps> {
  const quizzesDir = path.resolve(import.meta.dirname, '../quizzes');
  const [catalog, quizzes] = await Promise.all([
    loadCatalog(),
    loadQuizzes(quizzesDir, AbortSignal.timeout(contentDeadlineMs)),
  ]);
  return fakeDeps({ catalog, quizzes, bundleMs: fakeBundleMs });
}
