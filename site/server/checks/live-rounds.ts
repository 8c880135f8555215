import { Debounce } from './debounce.ts';

export interface LiveTiming {
  readonly quietMs: number;
  readonly mostMs: number;
  /** After Enter in a terminal: Vault has no watch, so a command is the sign that it may have changed. */
  readonly afterEnterMs: number;
  /** Something settles: look again after this time, or when its time is up if that is sooner. */
  readonly settlingMs: number;
}

export interface LiveRoundsOptions {
  /** Looks once. Answers in how many milliseconds to look again without any sign; `undefined`: not before one. */
  readonly round: (signal: AbortSignal, timing: LiveTiming) => Promise<number | undefined>;
  /** Says when the world may have changed, until aborted. */
  readonly watch: (onChange: () => void, signal: AbortSignal) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
  /** How often to look again however quiet it is; `undefined`: never without a sign. */
  readonly pollMs: number | undefined;
  readonly timing?: Partial<LiveTiming> | undefined;
}

const usual: LiveTiming = { quietMs: 150, mostMs: 1000, afterEnterMs: 1500, settlingMs: 5000 };
const roundDeadlineMs = 60_000;
const watchRetryMs = 3000;

/** Looks again whenever a world may have changed: at a change, after Enter, when something settles. One look at a time. */
export class LiveRounds {
  readonly #options: LiveRoundsOptions;
  readonly #timing: LiveTiming;
  readonly #stop = new AbortController();
  readonly #soon: Debounce;
  readonly #entered: Debounce;
  #poll: NodeJS.Timeout | undefined;
  #settle: NodeJS.Timeout | undefined;
  #rewatch: NodeJS.Timeout | undefined;
  #working = false;
  #again = false;

  constructor(options: LiveRoundsOptions) {
    this.#options = options;
    this.#timing = { ...usual, ...options.timing };
    const { quietMs, mostMs, afterEnterMs } = this.#timing;
    this.#soon = new Debounce({ quietMs, mostMs, run: () => this.#work() });
    this.#entered = new Debounce({
      quietMs: afterEnterMs,
      mostMs: afterEnterMs * 2,
      run: () => this.#work(),
    });
    this.#watch();
    this.#work();
  }

  onEnter(): void {
    this.#entered.trigger();
  }

  /** Something else has seen a change. */
  onChange(): void {
    this.#soon.trigger();
  }

  close(): void {
    this.#stop.abort();
    this.#soon.cancel();
    this.#entered.cancel();
    for (const timer of [this.#poll, this.#settle, this.#rewatch]) clearTimeout(timer);
  }

  #work(): void {
    if (this.#stop.signal.aborted) return;
    this.#again = this.#working;
    if (this.#working) return;
    this.#working = true;
    clearTimeout(this.#poll);
    clearTimeout(this.#settle);
    this.#round()
      .catch((error: unknown) => this.#tell(error))
      .finally(() => {
        this.#working = false;
        this.#planNext();
      });
  }

  async #round(): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(roundDeadlineMs)]);
    const delay = await this.#options.round(signal, this.#timing);
    if (delay !== undefined && !this.#stop.signal.aborted)
      this.#settle = setTimeout(() => this.#work(), delay);
  }

  #planNext(): void {
    if (this.#stop.signal.aborted) return;
    if (this.#again) {
      this.#again = false;
      this.#soon.trigger();
    }
    const { pollMs } = this.#options;
    if (pollMs !== undefined) this.#poll = setTimeout(() => this.#work(), pollMs);
  }

  /** The environment may not answer for a moment; the watch is tried again while somebody looks. */
  #watch(): void {
    const watching = Promise.resolve().then(() => {
      return this.#options.watch(() => this.#soon.trigger(), this.#stop.signal);
    });
    watching.catch((error: unknown) => {
      if (this.#stop.signal.aborted) return;
      this.#tell(error);
      this.#rewatch = setTimeout(() => this.#watch(), watchRetryMs);
    });
  }

  #tell(error: unknown): void {
    if (!this.#stop.signal.aborted) this.#options.onTrouble(error);
  }
}
