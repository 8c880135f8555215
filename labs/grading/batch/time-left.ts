/**
 * About how long a batch still takes, in milliseconds, from what its submissions have taken so far; `undefined` until
 * one of them has been graded. Those under way have had some of their time.
 */
export function timeLeft(batch: {
  readonly tookMs: readonly number[];
  readonly runningMs: readonly number[];
  readonly waiting: number;
  readonly jobs: number;
}): number | undefined {
  const { tookMs, runningMs, waiting, jobs } = batch;
  if (tookMs.length === 0) return undefined;
  const mean = tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length;
  const ahead = runningMs.map((ms) => Math.max(0, mean - ms));
  const total = ahead.reduce((sum, ms) => sum + ms, 0) + waiting * mean;
  // The longest of the last ones is waited for, whatever the others do.
  return Math.max(total / jobs, ...ahead, waiting > 0 ? mean : 0);
}
