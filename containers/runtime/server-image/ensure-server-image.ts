import { join } from 'node:path';
import type { BundleProgress } from '#containers/contract/bundle.ts';
import { defaultCacheDir } from '#containers/runtime/cache-dir.ts';
import { ensureEngine } from '#containers/runtime/engine/ensure-engine.ts';
import { readImageNote } from '#containers/runtime/images/image-step.ts';
import { lockCache } from '#containers/runtime/pipeline/cache-lock.ts';
import { ProgressBoard } from '#containers/runtime/pipeline/progress-board.ts';
import { runPipeline } from '#containers/runtime/pipeline/run-pipeline.ts';
import { inOrder } from '#containers/runtime/pipeline/step-keys.ts';
import { serverImageStep } from './server-steps.ts';

export interface ServerImageRequest {
  /** Folder of the project: packages installed, site built. */
  readonly project: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: BundleProgress) => void;
}

const lanes = 2;
const waitForOthersMs = 60 * 60_000;

/** Answers the name of the server's image in the local engine, made anew when anything that goes into it has changed. */
export async function ensureServerImage({
  project,
  signal,
  onProgress,
}: ServerImageRequest): Promise<string> {
  const cacheDir = defaultCacheDir(process.env);
  const board = new ProgressBoard((progress) => onProgress?.(progress), lanes);
  const onDetail = (detail: string): void => board.note(detail);
  const docker = await ensureEngine({ logDir: join(cacheDir, 'engine'), signal, onDetail });
  const image = await serverImageStep(docker, project);
  const release = await lockCache(cacheDir, { signal, waitMs: waitForOthersMs });
  try {
    board.plan('packages', inOrder([image]));
    const { resultOf } = await runPipeline({ cacheDir, goals: [image], lanes, board, signal });
    board.ready();
    return (await readImageNote(resultOf(image))).ref;
  } finally {
    await release();
  }
}
