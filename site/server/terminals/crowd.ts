const livelyMs = 2000;

interface Typing {
  readonly by: object;
  readonly atMs: number;
}

/** Knows whether somebody else types just now, so that one terminal that floods can leave them their share. */
export class Crowd {
  readonly #now: () => number;
  #last: Typing | undefined;
  /** The latest by anybody but whoever typed last. */
  #lastOther: Typing | undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  typed(by: object): void {
    if (this.#last !== undefined && this.#last.by !== by) this.#lastOther = this.#last;
    this.#last = { by, atMs: this.#now() };
  }

  othersType(than: object): boolean {
    const latest = this.#last?.by === than ? this.#lastOther : this.#last;
    return latest !== undefined && this.#now() - latest.atMs < livelyMs;
  }
}
