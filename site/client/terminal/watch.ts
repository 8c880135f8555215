export interface Patience {
  /** From a question without an answer until the learner is told. */
  readonly silenceMs: number;
  /** From a question without an answer until the line counts as dead. */
  readonly deadMs: number;
  /** How often a quiet line is asked whether it still stands. */
  readonly probeMs: number;
}

export interface WatchEvents {
  onSilence(): void;
  onDead(): void;
  probe(): void;
}

const usual: Patience = { silenceMs: 2500, deadMs: 12_000, probeMs: 15_000 };

/** Notices that a line has gone silent: a network that drops packets tells nobody, and a browser does not ask. */
export class Watch {
  readonly #events: WatchEvents;
  readonly #patience: Patience;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #dead: ReturnType<typeof setTimeout> | undefined;
  #probe: ReturnType<typeof setTimeout> | undefined;

  constructor(events: WatchEvents, patience: Patience = usual) {
    this.#events = events;
    this.#patience = patience;
  }

  /** Something was sent that will be answered. */
  asked(): void {
    if (this.#dead !== undefined) return;
    clearTimeout(this.#probe);
    this.#silence = setTimeout(() => this.#events.onSilence(), this.#patience.silenceMs);
    this.#dead = setTimeout(() => {
      this.stop();
      this.#events.onDead();
    }, this.#patience.deadMs);
  }

  /** Something came: the line stands. */
  heard(): void {
    this.stop();
    this.#probe = setTimeout(() => {
      this.#events.probe();
      this.asked();
    }, this.#patience.probeMs);
  }

  /** There is no line to watch. */
  stop(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#dead);
    clearTimeout(this.#probe);
    this.#dead = undefined;
  }
}
