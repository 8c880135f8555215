import pLimit from 'p-limit';
import { Fault } from '#containers/contract/fault.ts';
import type { ProgressBoard } from '#containers/runtime/pipeline/progress-board.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';
import { inOrder, stepKeys } from '#containers/runtime/pipeline/step-keys.ts';
import { StepStore } from '#containers/runtime/pipeline/step-store.ts';
import { diskFullFault, isDiskFull } from '#containers/runtime/pipeline/disk-full.ts';

export interface PipelineOptions {
  readonly cacheDir: string;
  readonly goals: readonly PipelineStep[];
  readonly lanes: number;
  readonly board: ProgressBoard;
  readonly signal: AbortSignal;
}

export interface PipelineResult {
  /** Folder names under steps/ that the goals stand on. */
  readonly kept: readonly string[];
  readonly resultOf: (step: PipelineStep) => string;
}

/**
 * Brings the goals and all they need to a finished result. Results that are there already are used; the rest run
 * as soon as what they need is done. The first failure aborts the others and is thrown; a later call goes on from
 * the finished steps. The caller holds the cache's lock.
 */
export async function runPipeline(options: PipelineOptions): Promise<PipelineResult> {
  const store = new StepStore(options.cacheDir);
  await store.sweep();
  const keys = await stepKeys(options.goals);
  const steps = inOrder(options.goals);
  const abort = new AbortController();
  const signal = AbortSignal.any([options.signal, abort.signal]);
  const resultOf = (step: PipelineStep) => store.path(step.id, keys.get(step) ?? '');
  const run = { ...options, store, signal, resultOf, keyOf: (step: PipelineStep) => keys.get(step) ?? '' };
  const wanted = await missingSteps(options.goals, run);
  for (const step of steps) if (!wanted.has(step)) options.board.done(step.id, 'kept');
  const lane = pLimit(options.lanes);
  const running = new Map<PipelineStep, Promise<void>>();
  for (const step of steps) {
    if (!wanted.has(step)) continue;
    const needs = step.needs.flatMap((need) => running.get(need) ?? []);
    running.set(
      step,
      Promise.all(needs).then(() => lane(() => runStep(step, run))),
    );
  }
  const all = [...running.values()].map((one) => one.catch((error: unknown) => abort.abort(error)));
  await Promise.all(all);
  options.signal.throwIfAborted();
  if (abort.signal.aborted) throw abort.signal.reason;
  return { kept: steps.map((step) => `${step.id}-${run.keyOf(step)}`), resultOf };
}

interface Run extends PipelineOptions {
  readonly store: StepStore;
  readonly resultOf: (step: PipelineStep) => string;
  readonly keyOf: (step: PipelineStep) => string;
}

/** Steps to run: a goal without a result, and what it needs in turn. Needs of a step with a result are not looked at. */
async function missingSteps(goals: readonly PipelineStep[], run: Run): Promise<ReadonlySet<PipelineStep>> {
  const missing = new Set<PipelineStep>();
  const visit = async (step: PipelineStep): Promise<void> => {
    if (missing.has(step) || (await hasResult(step, run))) return;
    missing.add(step);
    for (const need of step.needs) await visit(need);
  };
  for (const goal of goals) await visit(goal);
  return missing;
}

async function hasResult(step: PipelineStep, run: Run): Promise<boolean> {
  if (!(await run.store.has(step.id, run.keyOf(step)))) return false;
  return step.stillThere === undefined || step.stillThere(run.resultOf(step), run.signal);
}

async function runStep(step: PipelineStep, run: Run): Promise<void> {
  run.signal.throwIfAborted();
  const key = run.keyOf(step);
  const startedAt = Date.now();
  run.board.start(step.id);
  try {
    const { out, scratch } = await run.store.begin(step.id, key);
    run.signal.throwIfAborted();
    await step.run({
      out,
      scratch,
      key,
      signal: run.signal,
      resultOf: run.resultOf,
      report: (progress) => run.board.report(step.id, progress),
    });
    run.signal.throwIfAborted();
    await run.store.finish(step.id, key, { tookMs: Date.now() - startedAt });
    run.board.done(step.id, 'made');
  } catch (error) {
    if (run.signal.aborted) throw error;
    const fault = await asFault(error, step, run.cacheDir);
    run.board.fail(fault, step.id);
    throw fault;
  }
}

async function asFault(error: unknown, step: PipelineStep, cacheDir: string): Promise<Fault> {
  if (isDiskFull(error)) return diskFullFault(cacheDir, error);
  if (error instanceof Fault && error.code !== 'COMMAND_FAILED') return error;
  return new Fault({
    code: 'BUNDLE_STEP',
    message: `"${step.title}" failed: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'Mend what the message names and start again: it goes on from the last finished step.',
    cause: error,
  });
}
