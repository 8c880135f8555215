export interface RateLimitOptions {
  readonly most: number;
  readonly withinMs: number;
  readonly now: () => Date;
}

/** So many within a while, for each key. Remembers only what still counts. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #times = new Map<string, readonly number[]>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** Counts one more; `false`: there were as many as may be. */
  take(key: string): boolean {
    const { most, withinMs, now } = this.#options;
    const at = now().getTime();
    for (const [other, times] of this.#times)
      if (times.every((time) => time <= at - withinMs)) this.#times.delete(other);
    const recent = (this.#times.get(key) ?? []).filter((time) => time > at - withinMs);
    if (recent.length >= most) return false;
    this.#times.set(key, [...recent, at]);
    return true;
  }
}
