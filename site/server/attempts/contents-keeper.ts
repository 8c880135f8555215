import type { Logger } from 'pino';
import type { EnvironmentProvider } from '#containers/contract/environment.ts';
import { reportTrouble } from '../incident.ts';
import type { Attempt } from './attempt.ts';

export interface ContentsKeeperOptions {
  readonly log: Logger;
  readonly now: () => Date;
  readonly provider: () => EnvironmentProvider | undefined;
  readonly attempts: () => readonly Attempt[];
  readonly everyMs?: number | undefined;
}

/** Each time leaves lines in the audit log that learners read. */
const usualEveryMs = 10 * 60_000;
const keepMs = 30_000;

/**
 * Has written down what environments that run would lose if their containers were ended from outside: now and then, and when
 * the server stops, because the machine may stop next.
 */
export class ContentsKeeper {
  readonly #options: ContentsKeeperOptions;
  /** When it was done or tried last, by environment. */
  readonly #done = new Map<string, number>();

  constructor(options: ContentsKeeperOptions) {
    this.#options = options;
  }

  /** One round, one after another: this is never urgent. */
  async tend(signal: AbortSignal): Promise<void> {
    const now = this.#options.now().getTime();
    const running = this.#running();
    for (const id of this.#done.keys()) if (!running.includes(id)) this.#done.delete(id);
    for (const id of running) {
      if (signal.aborted) return;
      if (now - (this.#done.get(id) ?? -Infinity) >= (this.#options.everyMs ?? usualEveryMs))
        await this.#keep(id, signal);
    }
  }

  /** All of them, side by side, for the last time. */
  async stop(): Promise<void> {
    await Promise.all(this.#running().map((id) => this.#keep(id, AbortSignal.timeout(keepMs))));
  }

  #running(): readonly string[] {
    return this.#options
      .attempts()
      .flatMap(({ phase }) => (phase.state === 'ready' ? [phase.environment.id] : []));
  }

  async #keep(id: string, signal: AbortSignal): Promise<void> {
    this.#done.set(id, this.#options.now().getTime());
    try {
      await this.#options.provider()?.keep?.(id, AbortSignal.any([signal, AbortSignal.timeout(keepMs)]));
    } catch (error) {
      if (!signal.aborted) reportTrouble(this.#options.log, error, { environment: id, part: 'contents' });
    }
  }
}
