import os from 'node:os';
import type { Catalog } from '#labs/lab.ts';
import { listBegun } from '../state/attempt-rows.ts';
import type { Database } from '../state/open-database.ts';
import { makeSeconds } from './make-seconds.ts';
import { forecastFrom, forecastPool } from './pool-forecast.ts';

export interface UsualPoolOptions {
  readonly db: Database;
  readonly catalog: Catalog;
  readonly size: number | 'auto';
  readonly now: () => Date;
  /** Environments that sleep in the pool. */
  readonly waiting: () => number;
}

const bytesPerMiB = 1024 * 1024;
/** The past does not change faster than that. */
const rememberMs = 5 * 60_000;

/** How many environments are to wait when no class is near: a number that was set, or what the past and memory say. */
export class UsualPool {
  readonly #options: UsualPoolOptions;
  #begun: { readonly at: Date; readonly all: readonly Date[] } | undefined;

  constructor(options: UsualPoolOptions) {
    this.#options = options;
  }

  async size(): Promise<number> {
    const { size, catalog, now, waiting } = this.#options;
    if (size !== 'auto') return size;
    const makeMs = Math.max(...catalog.labs.map((lab) => makeSeconds(lab))) * 1000;
    const begunAt = await this.#begunAt();
    const availableMiB = os.freemem() / bytesPerMiB;
    return forecastPool({ begunAt, now: now(), makeMs, availableMiB, waiting: waiting() });
  }

  async #begunAt(): Promise<readonly Date[]> {
    const { db, now } = this.#options;
    const at = now();
    if (this.#begun === undefined || at.getTime() - this.#begun.at.getTime() > rememberMs)
      this.#begun = { at, all: await listBegun(db, forecastFrom(at)) };
    return this.#begun.all;
  }
}
