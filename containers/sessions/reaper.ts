import type { Environment, EnvironmentProvider } from '#containers/contract/environment.ts';
import type { Clock, Log } from '#containers/providers/surroundings.ts';

export type ReapReason = 'abandoned' | 'broken' | 'expired' | 'orphaned';

export interface Reaping {
  readonly id: string;
  readonly reason: ReapReason;
}

export interface ReaperOptions {
  readonly provider: EnvironmentProvider;
  readonly clock: Clock;
  readonly log: Log;
  readonly intervalMs: number;
  /** Ids that the server still knows an attempt for. Absent: nothing counts as orphaned. */
  readonly claimed?: () => Promise<ReadonlySet<string>>;
  /** Ids in which something runs that has to come to its end first: their lease waits for it. */
  readonly held?: () => ReadonlySet<string>;
}

/** An engine that restarts shows its containers as stopped for a moment; a new attempt is written down a moment later. */
const graceMs = 60_000;
const listMs = 60_000;
const destroyMs = 3 * 60_000;

interface Judging {
  readonly now: Date;
  readonly claimed: ReadonlySet<string> | undefined;
  /** When each environment was first seen broken. */
  readonly brokenSince: ReadonlyMap<string, Date>;
}

/** Decides from what the provider found which environments have to end, and why. Pure. */
export function planReaping(
  environments: readonly Environment[],
  { now, claimed, brokenSince }: Judging,
): readonly Reaping[] {
  const agedOut = (since: Date) => now.getTime() - since.getTime() >= graceMs;
  return environments.flatMap(({ id, state, expiresAt, createdAt }): readonly Reaping[] => {
    if (state === 'creating') return [];
    // Nobody can have it or wait for it, so it needs no grace: a server that dies again and again must not pile them up.
    if (state === 'abandoned') return [{ id, reason: 'abandoned' }];
    if (expiresAt <= now && state !== 'broken') return [{ id, reason: 'expired' }];
    if (state === 'broken') return agedOut(brokenSince.get(id) ?? now) ? [{ id, reason: 'broken' }] : [];
    if (claimed !== undefined && !claimed.has(id) && agedOut(createdAt)) return [{ id, reason: 'orphaned' }];
    return [];
  });
}

/** Ends what nobody needs any more, one environment after the other. Knows only what the provider finds. */
export class Reaper {
  readonly #options: ReaperOptions;
  readonly #brokenSince = new Map<string, Date>();
  #sweeping: Promise<readonly Reaping[]> | undefined;

  constructor(options: ReaperOptions) {
    this.#options = options;
  }

  /** Sweeps now and then again after every interval, until aborted. A sweep that fails is logged, and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log, intervalMs } = this.#options;
    while (!signal.aborted) {
      await this.sweep(signal).catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, 'environments could not be swept; trying again later');
      });
      await clock.wait(intervalMs, signal).catch(endOfWait);
    }
  }

  /** Answers what was ended. A second call while one is at work gets that one's answer. */
  sweep(signal: AbortSignal): Promise<readonly Reaping[]> {
    this.#sweeping ??= this.#sweep(signal).finally(() => (this.#sweeping = undefined));
    return this.#sweeping;
  }

  async #sweep(signal: AbortSignal): Promise<readonly Reaping[]> {
    const { provider, clock, log, claimed, held } = this.#options;
    // Claims first: an attempt that is written down while we list must not look orphaned.
    const known = await claimed?.();
    const environments = await provider.list(AbortSignal.any([signal, AbortSignal.timeout(listMs)]));
    this.#remember(environments, clock.now());
    const plan = planReaping(environments, {
      now: clock.now(),
      claimed: known,
      brokenSince: this.#brokenSince,
    });
    const ended: Reaping[] = [];
    for (const reaping of plan) {
      if (signal.aborted) break;
      // Asked at the last moment: a check may have begun while another environment was ended.
      if (reaping.reason === 'expired' && held?.().has(reaping.id) === true) continue;
      try {
        await provider.destroy(reaping.id, AbortSignal.any([signal, AbortSignal.timeout(destroyMs)]));
        log.info({ environment: reaping.id, reason: reaping.reason }, 'environment ended');
        ended.push(reaping);
      } catch (error) {
        // The next sweep meets it again; the others must not wait for it.
        log.warn(
          { environment: reaping.id, reason: reaping.reason, err: error },
          'environment could not be ended',
        );
      }
    }
    return ended;
  }

  #remember(environments: readonly Environment[], now: Date): void {
    const broken = new Set(environments.filter(({ state }) => state === 'broken').map(({ id }) => id));
    for (const id of this.#brokenSince.keys()) if (!broken.has(id)) this.#brokenSince.delete(id);
    for (const id of broken) if (!this.#brokenSince.has(id)) this.#brokenSince.set(id, now);
  }
}

/** The wait rejects only when it is aborted, and the loop sees that for itself. */
function endOfWait(): void {
  return;
}
