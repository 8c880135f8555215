import type { CreateProgress } from '#containers/contract/environment.ts';
import type { StepBoard } from '#containers/providers/step-board.ts';

/**
 * Runs `work` and yields the board after every change, then returns what `work` returned. Snapshots that nobody
 * took in time are dropped: the newest holds everything. When the consumer stops early, `work` is aborted and
 * its clean-up awaited, so leaving a `for await` loop leaves nothing behind.
 */
export async function* streamProgress<T>(
  board: StepBoard,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): AsyncGenerator<CreateProgress, T, void> {
  const abandoned = new AbortController();
  let wake: () => void = () => undefined;
  let changed = true;
  const state = { ended: false };
  const notify = () => {
    changed = true;
    wake();
  };
  board.onChange(notify);
  yield board.snapshot();
  const job = work(AbortSignal.any([signal, abandoned.signal])).finally(() => {
    state.ended = true;
    notify();
  });
  // Awaited below in every case; this only keeps an early rejection from counting as unhandled.
  const settled = job.then(
    () => undefined,
    () => undefined,
  );
  try {
    while (!state.ended) {
      const next = new Promise<void>((resolve) => (wake = resolve));
      if (!changed) await next;
      changed = false;
      yield board.snapshot();
    }
    return await job;
  } finally {
    abandoned.abort(new DOMException('Nobody waits for this environment any more', 'AbortError'));
    await settled;
  }
}
