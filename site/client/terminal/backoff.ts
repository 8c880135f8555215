const firstMs = 50;
const longestMs = 5000;

/** Waiting times between tries: 50 ms doubling to 5 s, each spread by a fifth so that tabs do not knock together. */
export class Backoff {
  readonly #random: () => number;
  #next = firstMs;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  next(): number {
    const base = this.#next;
    this.#next = Math.min(base * 2, longestMs);
    return Math.round(base * (0.8 + 0.4 * this.#random()));
  }

  reset(): void {
    this.#next = firstMs;
  }
}
