export interface DebounceOptions {
  /** Quiet time to wait for. */
  readonly quietMs: number;
  /** Longest wait when it never gets quiet. */
  readonly mostMs: number;
  readonly run: () => void;
}

/** Runs once after a burst of triggers. */
export class Debounce {
  readonly #options: DebounceOptions;
  #timer: NodeJS.Timeout | undefined;
  #first = 0;

  constructor(options: DebounceOptions) {
    this.#options = options;
  }

  trigger(): void {
    const now = performance.now();
    if (this.#timer === undefined) this.#first = now;
    clearTimeout(this.#timer);
    const { quietMs, mostMs } = this.#options;
    const wait = Math.max(0, Math.min(quietMs, this.#first + mostMs - now));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#options.run();
    }, wait);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
