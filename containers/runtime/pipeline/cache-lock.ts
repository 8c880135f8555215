import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { check, lock } from 'proper-lockfile';
import { Fault } from '#containers/contract/fault.ts';

const staleMs = 20_000;
const lookAgainMs = 1_000;

export interface LockOptions {
  readonly signal: AbortSignal;
  /** Longest time to wait for another process; 0: do not wait. */
  readonly waitMs: number;
  /** Called once when another process holds the lock. */
  readonly onWait?: () => void;
}

/**
 * Takes the one lock of a cache folder; a holder that died loses it after 20 s. While another process holds it,
 * waits and then throws Fault BUNDLE_BUSY. The answer releases the lock.
 */
export async function lockCache(cacheDir: string, options: LockOptions): Promise<() => Promise<void>> {
  await mkdir(cacheDir, { recursive: true });
  const deadline = Date.now() + options.waitMs;
  let told = false;
  for (;;) {
    options.signal.throwIfAborted();
    const release = await tryLock(cacheDir);
    if (release !== undefined) return release;
    if (!told) options.onWait?.();
    told = true;
    if (Date.now() >= deadline) throw busyFault(cacheDir);
    await delay(lookAgainMs, undefined, { signal: options.signal });
  }
}

/** Whether some process is preparing a bundle in this cache right now. */
export async function isCacheLocked(cacheDir: string): Promise<boolean> {
  return check(cacheDir, { stale: staleMs }).catch(() => false);
}

async function tryLock(cacheDir: string): Promise<(() => Promise<void>) | undefined> {
  try {
    return await lock(cacheDir, { stale: staleMs });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') return undefined;
    throw error;
  }
}

function busyFault(cacheDir: string): Fault {
  return new Fault({
    code: 'BUNDLE_BUSY',
    message: `Another Kindlab process is preparing the runtime bundle in ${cacheDir}.`,
    hint: 'Wait until it is done; what it builds is used here too. If no such process runs, try again in 20 seconds.',
  });
}
