import { Fault } from '#containers/contract/fault.ts';

export interface Deadline {
  readonly what: string;
  readonly ms: number;
  /** How much longer the work may take to tidy up after itself once its signal is aborted. */
  readonly graceMs?: number;
}

/**
 * Runs work with a signal that is aborted at the deadline. Rejects with a Fault PROBE_FAILED even when the work
 * doesn't heed its signal, and with the outer signal's reason when that was aborted.
 */
export async function withinDeadline<T>(
  deadline: Deadline,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const { what, ms, graceMs = 0 } = deadline;
  const late = new Fault({
    code: 'PROBE_FAILED',
    message: `${what} took longer than ${String(Math.round(ms / 1000))} s.`,
    hint: 'Check again. If it goes on, this machine is too busy or the environment no longer answers.',
  });
  const stop = new AbortController();
  const giveUp = Promise.withResolvers<never>();
  let grace: NodeJS.Timeout | undefined;
  const end = (reason: unknown): void => {
    stop.abort(reason);
    grace ??= setTimeout(() => {
      giveUp.reject(reason);
    }, graceMs);
  };
  const onAbort = (): void => {
    end(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    end(late);
  }, ms);
  try {
    return await Promise.race([work(stop.signal), giveUp.promise]);
  } catch (error) {
    signal.throwIfAborted();
    throw stop.signal.aborted ? late : error;
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    signal.removeEventListener('abort', onAbort);
  }
}
