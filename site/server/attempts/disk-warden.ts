import type { Logger } from 'pino';
import type { EnvironmentProvider, FullDisk, SharedDisk } from '#containers/contract/environment.ts';
import { reportTrouble } from '../incident.ts';
import type { Attempt } from './attempt.ts';
import { allowedAfter, judgeDisk, nearlyFull, type DiskRules, type DiskUse } from './judge-disk.ts';

/** What has to be known of an attempt. */
type Tenant = Pick<Attempt, 'id' | 'noteDisk' | 'phase' | 'wasFull'>;

type Landlord = Pick<EnvironmentProvider, 'destroy' | 'disk'>;

export interface DiskWardenOptions<Known extends Tenant> {
  readonly log: Logger;
  readonly now: () => Date;
  readonly rules: DiskRules;
  readonly attempts: () => readonly Known[];
  /** Stops what writes in the environment of an attempt. */
  readonly stopWriting: (attempt: Known, full: FullDisk) => Promise<void>;
  /** How often the free space is asked for. */
  readonly everyMs?: number | undefined;
}

interface Seen {
  readonly firstMiB: number;
  readonly usedMiB: number;
  readonly allowedMiB: number | undefined;
}

/** Asking costs nothing; at a gigabyte a second the disk loses a quarter of one between two questions. */
const usualEveryMs = 250;
const lookDeadlineMs = 30_000;
/** What a new environment takes, and no more counts as its own when it is first looked at. */
const ownMiB = 1024;
const bytesPerMiB = 1024 * 1024;

/** Environments are looked at when the disk has lost this much, or after this long. */
const usual = { lostMiB: 256, afterMs: 60_000 };
const low = { lostMiB: 32, afterMs: 5000 };
const untold = { lostMiB: Infinity, afterMs: 5000 };

/**
 * Keeps one learner from filling the disk of all: as long as it does not get fuller, nobody is looked at; when it does,
 * whoever has taken more than they may is stopped, and told.
 */
export class DiskWarden<Known extends Tenant> {
  readonly #options: DiskWardenOptions<Known>;
  readonly #stop = new AbortController();
  readonly #seen = new Map<string, Seen>();
  readonly #stopping = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #lookedAt = -Infinity;
  #freeThen: number | undefined;
  #isTold = false;

  constructor(options: DiskWardenOptions<Known>) {
    this.#options = options;
  }

  start(provider: Landlord): void {
    if (provider.disk !== undefined) this.#later(provider, provider.disk);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await Promise.all([this.#round, ...this.#stopping.values()]);
  }

  #later(provider: Landlord, disk: SharedDisk): void {
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#guardedRound(provider, disk).finally(() => this.#later(provider, disk));
    }, this.#options.everyMs ?? usualEveryMs).unref();
  }

  /** What does not work is told once, until it has worked again. */
  async #guardedRound(provider: Landlord, disk: SharedDisk): Promise<void> {
    try {
      await this.#tend(provider, disk);
      this.#isTold = false;
    } catch (error) {
      if (!this.#stop.signal.aborted && !this.#isTold)
        reportTrouble(this.#options.log, error, { part: 'disk' });
      this.#isTold = true;
    }
  }

  async #tend(provider: Landlord, disk: SharedDisk): Promise<void> {
    const { rules, now } = this.#options;
    const free = await disk.free();
    const freeMiB = free === undefined ? undefined : free / bytesPerMiB;
    if (!this.#isDue(freeMiB)) return;
    const lostMiB = Math.max(0, (this.#freeThen ?? 0) - (freeMiB ?? Infinity));
    this.#lookedAt = now().getTime();
    this.#freeThen = freeMiB;
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(lookDeadlineMs)]);
    const uses = this.#take(await disk.measure(signal), lostMiB);
    const full = judgeDisk(uses, freeMiB, rules);
    const attempts = this.#attemptsById();
    for (const { id, usedMiB } of uses) attempts.get(id)?.noteDisk(nearlyFull(usedMiB, rules));
    for (const [id, why] of full) this.#stopWriting(provider, { id, why, attempt: attempts.get(id) });
  }

  #isDue(freeMiB: number | undefined): boolean {
    const then = this.#freeThen;
    // What is freed is no credit for what is written next.
    if (freeMiB !== undefined && then !== undefined) this.#freeThen = Math.max(then, freeMiB);
    const { lostMiB, afterMs } = this.#paceAt(freeMiB);
    const sinceMs = this.#options.now().getTime() - this.#lookedAt;
    return sinceMs >= afterMs || (then ?? 0) - (freeMiB ?? Infinity) >= lostMiB;
  }

  #paceAt(freeMiB: number | undefined): typeof usual {
    if (freeMiB === undefined) return untold;
    return freeMiB < this.#options.rules.keepFreeMiB ? low : usual;
  }

  /** One that could be measured before and can't be now may have taken all that the disk has lost since. */
  #take(bytes: ReadonlyMap<string, number>, lostMiB: number): readonly DiskUse[] {
    const running = this.#attemptsById();
    for (const id of this.#seen.keys()) {
      if (!bytes.has(id) && running.get(id)?.phase.state !== 'ready') this.#seen.delete(id);
    }
    const ids = new Set([...bytes.keys(), ...this.#seen.keys()]);
    return [...ids].map((id) => {
      const before = this.#seen.get(id);
      const now = bytes.get(id);
      const usedMiB = Math.round(now === undefined ? (before?.usedMiB ?? 0) + lostMiB : now / bytesPerMiB);
      const firstMiB = before?.firstMiB ?? Math.min(usedMiB, ownMiB);
      const allowedMiB = this.#allow(usedMiB, before?.allowedMiB, running.get(id));
      this.#seen.set(id, { firstMiB, usedMiB, allowedMiB });
      return { id, usedMiB, grownMiB: usedMiB - firstMiB, allowedMiB };
    });
  }

  /** By the first look after it came back; until it has been tidied up. */
  #allow(usedMiB: number, before: number | undefined, attempt: Known | undefined): number | undefined {
    const { rules } = this.#options;
    const allowedMiB = attempt?.wasFull === true ? allowedAfter(usedMiB, rules) : before;
    if (attempt !== undefined) attempt.wasFull = false;
    return usedMiB <= rules.limitMiB ? undefined : allowedMiB;
  }

  #attemptsById(): ReadonlyMap<string, Known> {
    const held = this.#options
      .attempts()
      .flatMap((attempt) =>
        'environment' in attempt.phase ? [[attempt.phase.environment.id, attempt] as const] : [],
      );
    return new Map(held);
  }

  /** What belongs to no attempt was made to grade something, or waits for a learner: it ends. */
  #stopWriting(
    provider: Landlord,
    {
      id,
      why,
      attempt,
    }: { readonly id: string; readonly why: FullDisk; readonly attempt: Known | undefined },
  ): void {
    if (this.#stopping.has(id) || attempt?.phase.state === 'resuming') return;
    const { log, stopWriting } = this.#options;
    log.warn({ environment: id, attempt: attempt?.id, ...why }, 'an environment has filled its disk');
    const work =
      attempt === undefined
        ? provider.destroy(id, AbortSignal.timeout(lookDeadlineMs))
        : stopWriting(attempt, why);
    const guarded = work
      .catch((error: unknown) => {
        if (!this.#stop.signal.aborted) reportTrouble(log, error, { environment: id, part: 'disk' });
      })
      .finally(() => {
        this.#stopping.delete(id);
        this.#seen.delete(id);
      });
    this.#stopping.set(id, guarded);
  }
}
