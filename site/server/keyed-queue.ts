import pLimit, { type LimitFunction } from 'p-limit';

/** Runs jobs of the same key one after another, and jobs of different keys side by side. */
export class KeyedQueue {
  readonly #limits = new Map<string, LimitFunction>();

  async run<T>(key: string, job: () => Promise<T>): Promise<T> {
    const limit = this.#limits.get(key) ?? pLimit(1);
    this.#limits.set(key, limit);
    try {
      return await limit(job);
    } finally {
      if (limit.activeCount === 0 && limit.pendingCount === 0) this.#limits.delete(key);
    }
  }
}
