import { join } from 'node:path';
import type Docker from 'dockerode';
import type {
  BundleProgress,
  BundleSource,
  RuntimeBundle,
  VaultProduct,
} from '#containers/contract/bundle.ts';
import { listRecords, writeRecord, type BundleRecord } from '#containers/runtime/bundle-record.ts';
import { goalsOf } from '#containers/runtime/bundle-steps.ts';
import { acceptance, chooseSteps } from '#containers/runtime/choose-steps.ts';
import { defaultCacheDir } from '#containers/runtime/cache-dir.ts';
import { ensureEngine } from '#containers/runtime/engine/ensure-engine.ts';
import { isWhole } from '#containers/runtime/find-bundle.ts';
import { lockCache } from '#containers/runtime/pipeline/cache-lock.ts';
import { measureRoom, requireRoom } from '#containers/runtime/pipeline/check-room.ts';
import { ProgressBoard } from '#containers/runtime/pipeline/progress-board.ts';
import { runPipeline } from '#containers/runtime/pipeline/run-pipeline.ts';
import { inOrder } from '#containers/runtime/pipeline/step-keys.ts';
import { recordOf } from '#containers/runtime/record-of.ts';
import { tidyCache } from '#containers/runtime/tidy-cache.ts';

export interface EnsureOptions {
  /** Default: KINDLAB_CACHE_DIR or the user's cache folder. */
  readonly cacheDir?: string;
  readonly source: BundleSource;
  readonly vault: VaultProduct;
  /** Registry, with an optional path, that holds a pushed set; absent: the upstream registries. */
  readonly registry?: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: BundleProgress) => void;
}

/** Steps that run at the same time: two keep two cores busy, a third hides the time of downloads. */
const lanes = 3;
const waitForOthersMs = 60 * 60_000;

/**
 * Answers a bundle whose images are in the local engine, preparing what is missing. With a finished bundle this
 * takes well under a second and asks no network. While another process prepares it, waits and uses the result.
 * Throws a Fault that says what to do; the next call goes on from the last finished step. Also brings the Docker
 * engine up.
 */
export async function ensureBundle(options: EnsureOptions): Promise<RuntimeBundle> {
  const cacheDir = options.cacheDir ?? defaultCacheDir(process.env);
  const board = new ProgressBoard((progress) => options.onProgress?.(progress), lanes);
  try {
    const docker = await ensureEngine({
      logDir: join(cacheDir, 'engine'),
      signal: options.signal,
      onDetail: (detail) => board.note(detail),
    });
    const work = {
      ...options,
      cacheDir,
      docker,
      board,
      accepts: await acceptance(docker, { ...options, cacheDir }),
    };
    const bundle = (await findReady(work)) ?? (await prepareAlone(work));
    board.ready();
    return bundle;
  } catch (error) {
    if (!options.signal.aborted) board.fail(error);
    throw error;
  }
}

interface Work extends EnsureOptions {
  readonly cacheDir: string;
  readonly docker: Docker;
  readonly board: ProgressBoard;
  accepts(record: BundleRecord): boolean;
}

async function findReady(work: Work): Promise<RuntimeBundle | undefined> {
  for (const record of await listRecords(work.cacheDir)) {
    if (!work.accepts(record)) continue;
    if (await isWhole(record, work.docker, work.signal)) return record.bundle;
  }
  return undefined;
}

async function prepareAlone(work: Work): Promise<RuntimeBundle> {
  const onWait = () => work.board.note('Another Kindlab process prepares the bundle; waiting for it');
  const release = await lockCache(work.cacheDir, { signal: work.signal, waitMs: waitForOthersMs, onWait });
  try {
    // The process that held the lock has probably made what we want.
    return (await findReady(work)) ?? (await prepare(work));
  } finally {
    await release();
  }
}

async function prepare(work: Work): Promise<RuntimeBundle> {
  const { cacheDir, docker, board, signal } = work;
  board.note('Choosing where the parts come from');
  const chosen = await chooseSteps(docker, work);
  requireRoom(await measureRoom(cacheDir), chosen.needs);
  const goals = goalsOf(chosen.steps);
  board.plan(chosen.source, inOrder(goals));
  const result = await runPipeline({ cacheDir, goals, lanes, board, signal });
  const record = await recordOf(chosen, result, work.vault);
  await writeRecord(cacheDir, record);
  await tidyCache(cacheDir, docker, { keepCompilerCache: process.env['KINDLAB_KEEP_BUILD_CACHE'] === '1' });
  return record.bundle;
}
