import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks every 300 ms until `look` answers something. `undefined` when it doesn't within `ms`. Rejects when the signal
 * is aborted.
 */
export async function waitUntil<T>(
  ms: number,
  signal: AbortSignal,
  look: () => Promise<T | undefined>,
): Promise<{ readonly value: T; readonly afterMs: number } | undefined> {
  const begun = performance.now();
  for (;;) {
    const value = await look();
    const afterMs = Math.round(performance.now() - begun);
    if (value !== undefined) return { value, afterMs };
    if (afterMs >= ms) return undefined;
    await delay(300, undefined, { signal });
  }
}
