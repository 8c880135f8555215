import os from 'node:os';
import path from 'node:path';
import { defaultCacheDir } from '#containers/runtime/cache-dir.ts';
import { lockCache } from '#containers/runtime/pipeline/cache-lock.ts';
import { ProgressBoard } from '#containers/runtime/pipeline/progress-board.ts';
import { runPipeline } from '#containers/runtime/pipeline/run-pipeline.ts';
import { stepKeys } from '#containers/runtime/pipeline/step-keys.ts';
import { StepStore } from '#containers/runtime/pipeline/step-store.ts';
import { kubectlAndHelm } from '#containers/runtime/sources/packages/parts/kubectl-and-helm.ts';

const fetchMs = 5 * 60_000;

/** Folder with the bundle's own `helm` and `kubectl`: that of the cache, or, where no bundle was built, fetched beside it. */
export async function clusterTools(): Promise<string> {
  const key = (await stepKeys([kubectlAndHelm])).get(kubectlAndHelm) ?? '';
  const store = new StepStore(defaultCacheDir(process.env));
  if (await store.has(kubectlAndHelm.id, key)) return store.path(kubectlAndHelm.id, key);
  const cacheDir = path.join(os.tmpdir(), 'kindlab-cluster-tools');
  const signal = AbortSignal.timeout(fetchMs);
  const release = await lockCache(cacheDir, { signal, waitMs: fetchMs });
  try {
    const board = new ProgressBoard(() => undefined, 1);
    board.plan('packages', [kubectlAndHelm]);
    const { resultOf } = await runPipeline({ cacheDir, goals: [kubectlAndHelm], lanes: 1, board, signal });
    return resultOf(kubectlAndHelm);
  } finally {
    await release();
  }
}
