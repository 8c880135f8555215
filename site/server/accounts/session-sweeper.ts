import type { Logger } from 'pino';
import { reportTrouble } from '../incident.ts';
import type { SessionBook } from './session-book.ts';

const everyMs = 60_000;

/** Ends sessions whose time is up, also while nobody asks for anything. */
export class SessionSweeper {
  readonly #sessions: SessionBook;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(sessions: SessionBook, log: Logger) {
    this.#sessions = sessions;
    this.#log = log;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#work = this.#sessions
        .sweep()
        .catch((error: unknown) => void reportTrouble(this.#log, error, { part: 'sessions' }));
    }, everyMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#work;
  }
}
