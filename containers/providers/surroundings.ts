import { setTimeout as delay } from 'node:timers/promises';

/** Time, as a parameter: tests pass one that they turn by hand. */
export interface Clock {
  now(): Date;
  /** Rejects with the signal's reason when it is aborted first. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The part of a pino logger that providers use. Fields never hold secrets. */
export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  wait: async (milliseconds, signal) => {
    signal.throwIfAborted();
    await delay(milliseconds, undefined, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  },
};

/** A log that nobody reads, for tests and scripts. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined };
