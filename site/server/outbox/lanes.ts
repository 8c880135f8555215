import { setTimeout as wait } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';

export interface Turn<T> {
  /** Whoever is sent to; those that share one share its turns. */
  readonly to: string;
  readonly send: () => Promise<T>;
  /** Whether there is somebody who listens, whatever they said. */
  readonly isHeard: (outcome: T) => boolean;
  readonly signal: AbortSignal;
}

interface Lane {
  readonly limit: LimitFunction;
  waiting: number;
  unheard: number;
  untilMs: number;
}

/** Sends that are under way at once: to one receiver, and in all. */
const toOne = 2;
const inAll = 16;
const pauseFactor = 4;
/** In first pauses: one minute. Somebody who is back soon hears soon. */
const longestPause = 12;

/** Turns for what is to be sent: a receiver that does not answer is asked less and less often, and holds up nobody else. */
export class Lanes {
  readonly #all = pLimit(inAll);
  readonly #lanes = new Map<string, Lane>();
  readonly #firstPauseMs: number;

  constructor(firstPauseMs: number) {
    this.#firstPauseMs = firstPauseMs;
  }

  async run<T>(turn: Turn<T>): Promise<T> {
    const lane = this.#laneTo(turn.to);
    lane.waiting += 1;
    try {
      return await lane.limit(() => this.#send(lane, turn));
    } finally {
      lane.waiting -= 1;
      if (lane.waiting === 0 && lane.unheard === 0) this.#lanes.delete(turn.to);
    }
  }

  /** When the next one goes to a receiver that does not answer; `undefined`: as soon as those before it have gone. */
  heldUntil(to: string): Date | undefined {
    const leftMs = (this.#lanes.get(to)?.untilMs ?? 0) - performance.now();
    return leftMs > 0 ? new Date(Date.now() + leftMs) : undefined;
  }

  #laneTo(to: string): Lane {
    const lane = this.#lanes.get(to) ?? { limit: pLimit(toOne), waiting: 0, unheard: 0, untilMs: 0 };
    this.#lanes.set(to, lane);
    return lane;
  }

  async #send<T>(lane: Lane, { send, isHeard, signal }: Turn<T>): Promise<T> {
    while (performance.now() < lane.untilMs)
      await wait(Math.ceil(lane.untilMs - performance.now()), undefined, { signal });
    signal.throwIfAborted();
    const outcome = await this.#all(send);
    if (isHeard(outcome)) {
      lane.unheard = 0;
      lane.untilMs = 0;
    } else if (performance.now() >= lane.untilMs) {
      // Not for the second of two that went at the same time.
      const pause = Math.min(pauseFactor ** lane.unheard, longestPause);
      lane.unheard += 1;
      lane.untilMs = performance.now() + pause * this.#firstPauseMs;
    }
    return outcome;
  }
}
