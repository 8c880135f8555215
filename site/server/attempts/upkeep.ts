import type { Logger } from 'pino';
import type { Environment, EnvironmentProvider, Plan } from '#containers/contract/environment.ts';
import type { PoolCounts, WarmPool } from '#containers/sessions/pool.ts';
import { reportTrouble } from '../incident.ts';
import type { ServerDeps } from '../server-deps.ts';
import type { Attempt } from './attempt.ts';
import type { AttemptBook } from './attempt-book.ts';
import type { ContentsKeeper } from './contents-keeper.ts';
import type { DiskWarden } from './disk-warden.ts';
import type { EnvironmentKeeper } from './environment-keeper.ts';
import type { ParkingLot } from './parking-lot.ts';

export interface UpkeepOptions {
  readonly book: AttemptBook;
  readonly keeper: EnvironmentKeeper;
  readonly lot: ParkingLot;
  readonly contents: ContentsKeeper;
  readonly warden: DiskWarden<Attempt>;
  readonly log: Logger;
  readonly reap: ServerDeps['reap'];
  /** Whether a check runs in the environment of this attempt. */
  readonly isChecking: (attempt: Attempt) => boolean;
  /** Environments that wait for a learner; absent: none do. */
  readonly pool?: (provider: EnvironmentProvider) => WarmPool | undefined;
  /** Environments that are no attempt's and yet in use. */
  readonly claimedToo?: () => ReadonlySet<string>;
  readonly inspectMs?: number | undefined;
}

const inspectEveryMs = 15_000;
const inspectDeadlineMs = 30_000;

/** What goes on beside requests: environments end when their time is up, and attempts hear when theirs is gone. */
export class Upkeep {
  readonly #options: UpkeepOptions;
  readonly #stop = new AbortController();
  #reaping: Promise<void> | undefined;
  #filling: Promise<void> | undefined;
  #pool: WarmPool | undefined;
  #inspection: NodeJS.Timeout | undefined;

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  start(provider: EnvironmentProvider): void {
    const { book, keeper, lot, log, reap, inspectMs, pool, isChecking, claimedToo } = this.#options;
    this.#pool = pool?.(provider);
    this.#filling = this.#pool?.run(this.#stop.signal);
    const claimed = (): ReadonlySet<string> =>
      new Set([...keeper.claims(book.list()), ...(this.#pool?.ids() ?? []), ...(claimedToo?.() ?? [])]);
    const held = (): ReadonlySet<string> =>
      keeper.claims(book.list().filter((attempt) => isChecking(attempt) || lot.isSaving(attempt)));
    const request = { provider, log, claimed, held, signal: this.#stop.signal };
    this.#reaping = reap?.(request).catch((error: unknown) => {
      reportTrouble(log, error, { part: 'reaper' });
    });
    this.#options.warden.start(provider);
    this.#inspectLater(inspectMs ?? inspectEveryMs);
  }

  async stop(): Promise<void> {
    const { warden } = this.#options;
    this.#stop.abort();
    clearTimeout(this.#inspection);
    await Promise.all([this.#reaping, this.#filling, this.#options.contents.stop(), warden.stop()]);
  }

  /** After `stop`: what only waited goes, where nothing is to be left. Bounded. */
  async leave(): Promise<void> {
    await this.#pool?.leave();
  }

  /** Zeros without a pool. */
  pool(): PoolCounts {
    return this.#pool?.counts() ?? { ready: 0, making: 0, wished: 0 };
  }

  /** A ready environment of the pool for this plan; `undefined` when there is none. */
  async takeReady({ spec, owner }: Plan, signal: AbortSignal): Promise<Environment | undefined> {
    return this.#pool?.take(spec, owner, signal);
  }

  /** The machine is full, and a learner waits: one that waits in the pool goes. */
  makeRoom(): void {
    this.#pool?.giveUpOne();
  }

  #inspectLater(everyMs: number): void {
    if (this.#stop.signal.aborted) return;
    this.#inspection = setTimeout(() => {
      void this.#inspect().finally(() => this.#inspectLater(everyMs));
    }, everyMs).unref();
  }

  async #inspect(): Promise<void> {
    const { book, keeper, lot, contents, log } = this.#options;
    try {
      await lot.tend();
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(inspectDeadlineMs)]);
      await keeper.inspect(book.list(), signal);
      await contents.tend(this.#stop.signal);
      await keeper.provider?.uphold?.(signal);
    } catch (error) {
      if (!this.#stop.signal.aborted) reportTrouble(log, error, { part: 'inspection' });
    }
  }
}
