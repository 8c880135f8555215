import { setTimeout as wait } from 'node:timers/promises';

/** Asks again until the answer is not undefined; fails with `what` after the deadline. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  deadlineMs = 20_000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited ${deadlineMs} ms for: ${what}`);
    await wait(5);
  }
}
