import pRetry, { AbortError } from 'p-retry';
import type { Logger } from 'pino';
import type { DeliveryTry } from '../grader-api/messages.ts';
import { reportTrouble } from '../incident.ts';
import { Lanes } from './lanes.ts';

/** Something to be delivered, with every try so far; those of a server before this one count. */
export interface Errand {
  readonly id: string;
  readonly tries: readonly DeliveryTry[];
  /** How many of these were made before somebody asked for it to be sent anew; they don't count. */
  readonly triesBefore?: number;
}

/** What came of one try. */
export interface Outcome {
  readonly made: DeliveryTry;
  /** The receiver wants no more of it, or another try would end the same. */
  readonly isFinal?: boolean;
}

export interface CourierOptions<E extends Errand> {
  /** What the log calls it. */
  readonly part: string;
  readonly log: Logger;
  /** Everything that is still to be delivered, in its order. */
  readonly pending: () => Promise<readonly E[]>;
  /** Who hears it: what goes to the same one takes turns, and waits together while it does not answer. */
  readonly to: (errand: E) => Promise<string | undefined>;
  /** One try; `undefined`: there is nothing to deliver any more. */
  readonly post: (errand: E, signal: AbortSignal) => Promise<Outcome | undefined>;
  readonly record: (
    errand: E,
    end: { readonly tries: readonly DeliveryTry[]; readonly state: 'delivered' | 'failed' | 'pending' },
  ) => Promise<void>;
  /** When the next try is to be, for whoever reads the log. */
  readonly scheduled?: (errand: E, at: Date) => Promise<void>;
  /** First pause before another try, in milliseconds. */
  readonly retryMs?: number | undefined;
  /** After each try that is written down. */
  readonly tried?: (outcome: 'again' | 'given_up' | 'taken') => void;
}

/** With the pauses between them: eight to fifteen hours in all. */
const mostTries = 8;
const firstPauseMs = 5000;
const pauseFactor = 4;
const tooMany = 429;

/** Delivers until the receiver has taken it or is given up on. Every try is written down before the next. */
export class Courier<E extends Errand> {
  readonly #options: CourierOptions<E>;
  readonly #lanes: Lanes;
  readonly #underWay = new Map<string, Promise<void>>();
  /** Those that were to be delivered anew while their last delivery had not quite ended. */
  readonly #anew = new Set<string>();
  readonly #stop = new AbortController();
  #looking: Promise<void> = Promise.resolve();

  constructor(options: CourierOptions<E>) {
    this.#options = options;
    this.#lanes = new Lanes(options.retryMs ?? firstPauseMs);
  }

  /** There may be something to deliver. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    this.#looking = this.#looking
      .then(async () => {
        for (const errand of await this.#options.pending()) this.#begin(errand);
      })
      .catch((error: unknown) => this.#complain(error));
  }

  async stop(): Promise<void> {
    this.#stop.abort(new DOMException('The server stops', 'AbortError'));
    await this.#looking;
    await Promise.all(this.#underWay.values());
  }

  #begin(errand: E): void {
    if (this.#stop.signal.aborted) return;
    if (this.#underWay.has(errand.id)) {
      this.#anew.add(errand.id);
      return;
    }
    const whole = this.#deliver(errand)
      .catch((error: unknown) => this.#complain(error))
      .finally(() => {
        this.#underWay.delete(errand.id);
        if (this.#anew.delete(errand.id)) this.wake();
      });
    this.#underWay.set(errand.id, whole);
  }

  async #deliver(errand: E): Promise<void> {
    const { record, tried, scheduled, retryMs = firstPauseMs } = this.#options;
    const tries: DeliveryTry[] = [...errand.tries];
    const most = mostTries + (errand.triesBefore ?? 0);
    const attempt = async (): Promise<void> => {
      const outcome = await this.#send(errand);
      this.#stop.signal.throwIfAborted();
      if (outcome === undefined) return;
      const { made, isFinal = false } = outcome;
      tries.push(made);
      const isTaken = made.status !== null && made.status >= 200 && made.status < 300;
      const isOver = isTaken || isFinal || tries.length >= most;
      await record(errand, { tries, state: isTaken ? 'delivered' : isOver ? 'failed' : 'pending' });
      tried?.(isTaken ? 'taken' : isOver ? 'given_up' : 'again');
      if (isOver && !isTaken) throw new AbortError('given up');
      if (!isTaken) throw new Error('not taken');
    };
    await pRetry(attempt, {
      retries: Math.max(0, most - 1 - errand.tries.length),
      minTimeout: retryMs,
      factor: pauseFactor,
      randomize: true,
      signal: this.#stop.signal,
      onFailedAttempt: ({ retryDelay }) => scheduled?.(errand, new Date(Date.now() + retryDelay)),
    }).catch((error: unknown) => {
      // What became of it is in the log of deliveries.
      if (!(error instanceof AbortError) && !['given up', 'not taken'].includes(messageOf(error)))
        throw error;
    });
  }

  async #send(errand: E): Promise<Outcome | undefined> {
    const { to: receiverOf, post, scheduled } = this.#options;
    const { signal } = this.#stop;
    const to = (await receiverOf(errand)) ?? errand.id;
    const held = this.#lanes.heldUntil(to);
    if (held !== undefined) await scheduled?.(errand, held);
    return this.#lanes.run({ to, send: () => post(errand, signal), isHeard, signal });
  }

  #complain(error: unknown): void {
    if (!this.#stop.signal.aborted) reportTrouble(this.#options.log, error, { part: this.#options.part });
  }
}

/** A refusal is an answer, too. */
function isHeard(outcome: Outcome | undefined): boolean {
  if (outcome === undefined || outcome.isFinal === true) return true;
  const { status } = outcome.made;
  return status !== null && status < 500 && status !== tooMany;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
