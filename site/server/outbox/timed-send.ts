import type { DeliveryTry } from '../grader-api/messages.ts';

export interface TimedSend {
  readonly url: string;
  readonly init: RequestInit;
  readonly at: Date;
  readonly signal: AbortSignal;
}

const answerMs = 10_000;

/** One request, as the log of deliveries has it. Nothing that is answered is read, so that nothing of it can be shown. */
export async function timedSend({ url, init, at, signal }: TimedSend): Promise<DeliveryTry> {
  const tell = beginTry(at);
  try {
    const answer = await fetch(url, {
      ...init,
      // An allowed address could lead on to one that is not.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    await answer.body?.cancel();
    return tell(answer.status, null);
  } catch (error) {
    return tell(null, reasonOf(error));
  }
}

/** Measures from now on; the answer is told how it ended. */
export function beginTry(at: Date): (status: number | null, error: string | null) => DeliveryTry {
  const begun = performance.now();
  return (status, error) => ({
    at: at.toISOString(),
    ms: Math.round(performance.now() - begun),
    status,
    error,
  });
}

/** Why there was no answer, such as ECONNREFUSED. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'No answer within ten seconds.';
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code ?? (error instanceof Error ? error.message : String(error));
}
