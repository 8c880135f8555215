import type { Logger } from 'pino';
import { reportTrouble } from './incident.ts';

export interface SweeperOptions {
  /** What the log calls it. */
  readonly part: string;
  readonly log: Logger;
  readonly everyMs: number;
  readonly sweep: () => Promise<void>;
}

/** Takes away what is over, again and again, also while nobody asks for anything. */
export class Sweeper {
  readonly #options: SweeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  /** Begins with a first round. */
  start(): void {
    this.#round();
    this.#timer = setInterval(() => this.#round(), this.#options.everyMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#work;
  }

  #round(): void {
    const { sweep, log, part } = this.#options;
    this.#work = this.#work.then(sweep).catch((error: unknown) => void reportTrouble(log, error, { part }));
  }
}
