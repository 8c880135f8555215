import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RequestFault } from '../fault-to-response.ts';

export interface RateLimit {
  /** Takes one try of each key; throws a RequestFault 429 that says when to come back. */
  take(...keys: readonly string[]): Promise<void>;
  /**
   * Takes a try of each key for something that may be a guess, and answers what that comes to. Only what it refuses with a
   * RequestFault stays counted: what succeeds was none, and what could not be decided, without a database say, is nobody's fault.
   */
  guess<T>(keys: readonly string[], decide: () => Promise<T>): Promise<T>;
}

/** So many tries per key and time; one process serves, so its memory is the place to count. */
export function rateLimit(points: number, minutes: number): RateLimit {
  const limiter = new RateLimiterMemory({ points, duration: minutes * 60 });
  const take = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) {
      try {
        await limiter.consume(key);
      } catch (rejected) {
        throw rejected instanceof RateLimiterRes ? tooMany(rejected.msBeforeNext) : rejected;
      }
    }
  };
  return {
    take,
    async guess(keys, decide) {
      await take(...keys);
      let isGuess = false;
      try {
        return await decide();
      } catch (error) {
        isGuess = error instanceof RequestFault;
        throw error;
      } finally {
        if (!isGuess) await Promise.all(keys.map((key) => limiter.reward(key)));
      }
    },
  };
}

function tooMany(waitMs: number): RequestFault {
  const minutes = Math.max(1, Math.ceil(waitMs / 60_000));
  return new RequestFault(429, {
    code: 'QUOTA',
    message: 'Too many tries in a short time.',
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
    hint: minutes === 1 ? 'Wait 1 minute, then try again.' : `Wait ${minutes} minutes, then try again.`,
  });
}
