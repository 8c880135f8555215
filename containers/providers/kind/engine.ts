import { Fault } from '#containers/contract/fault.ts';

/** How long the engine may take for one answer; making a container copies the image's volumes first. */
const answerMs = 30_000;
export const slowAnswerMs = 120_000;

/**
 * Asks the Docker engine one thing, with a deadline. Rejects with the signal's reason when it is aborted, with a
 * Fault when the engine is away or silent, and with the engine's own error (see `isStatus`) when it refuses.
 */
export async function ask<T>(
  what: string,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
  deadlineMs = answerMs,
): Promise<T> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(deadlineMs);
  const either = AbortSignal.any([signal, deadline]);
  try {
    return await Promise.race([call(either), rejection(either)]);
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) throw silent(what, deadlineMs);
    throw isAway(error) ? away(error) : error;
  }
}

/** Not every call of the engine's client takes a signal; this ends the wait for those that don't. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(asError(signal.reason)), { once: true });
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** Whether the engine itself answered with this HTTP status: 404 there is no such object, 409 it is in use. */
export function isStatus(error: unknown, ...statuses: readonly number[]): boolean {
  if (!(error instanceof Error) || !('statusCode' in error)) return false;
  return typeof error.statusCode === 'number' && statuses.includes(error.statusCode);
}

/** Lets a refusal with one of these statuses pass as `undefined`: the object is gone, or was gone already. */
export async function unless<T>(statuses: readonly number[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isStatus(error, ...statuses)) return undefined;
    throw error;
  }
}

const awayCodes = new Set<unknown>([
  'ECONNREFUSED',
  'ENOENT',
  'EACCES',
  'EPERM',
  'ENOTFOUND',
  'EHOSTUNREACH',
]);

function isAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && awayCodes.has(error.code);
}

function away(cause: unknown): Fault {
  return new Fault({
    code: 'ENGINE_UNREACHABLE',
    message: 'The Docker engine does not answer.',
    hint: 'See whether it runs and whether you may use it: `docker info`.',
    cause,
  });
}

function silent(what: string, deadlineMs: number): Fault {
  return new Fault({
    code: 'TIMEOUT',
    message: `The Docker engine did not answer within ${String(deadlineMs / 1000)} s (${what}).`,
    hint: 'The machine may be short of memory or disk; see `docker info` and the log of dockerd.',
  });
}
