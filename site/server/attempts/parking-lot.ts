import type { Logger } from 'pino';
import type { Environment, EnvironmentProvider } from '#containers/contract/environment.ts';
import { Fault } from '#containers/contract/fault.ts';
import { reportTrouble, toTrouble } from '../incident.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import { recordResumption } from '../state/attempt-rows.ts';
import type { Database } from '../state/open-database.ts';
import type { ServerDeps } from '../server-deps.ts';
import { longestLifeMs, type Attempt } from './attempt.ts';
import { parkingIsOff, tooManyParked, whileChecking } from './parking-faults.ts';
import { refuseTooManyRunning } from './too-many-running.ts';

export interface ParkingLotOptions {
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
  readonly provider: () => EnvironmentProvider | undefined;
  readonly attempts: () => readonly Attempt[];
  /** How long an environment waits for its learner; 0: nothing is put aside. */
  readonly keepMs: number;
  /** From then on the cluster of one that is put aside gives its memory back. */
  readonly stopAfterMs?: number | undefined;
  readonly leaseMs: (attempt: Attempt) => number;
  readonly isChecking: (attempt: Attempt) => boolean;
  /** Ends the terminals of an attempt: nobody can type into what stands still. */
  readonly closeSessions: (attempt: Attempt) => Promise<void>;
  /** Throws a Fault when there is no room for one more cluster. */
  readonly admit?: ServerDeps['admit'];
}

/** Environments that one learner may have put aside. */
const mostParked = 3;
const stopAfterMs = 10 * 60_000;
/** An environment whose lease has less than this left is put aside rather than lost. */
const lastMomentMs = 45_000;
/** What can not be put aside ends with its lease. */
const mostTries = 3;
const parkDeadlineMs = 150_000;
const resumeDeadlineMs = 4 * 60_000;
const admitDeadlineMs = 30_000;

/** Puts environments aside and brings them back: leave tonight, go on tomorrow. */
export class ParkingLot {
  readonly #options: ParkingLotOptions;
  /** Parking, resuming and stopping the same environment happen one after another. */
  readonly #turns = new KeyedQueue();
  readonly #work = new Set<Promise<void>>();
  readonly #failures = new WeakMap<Attempt, number>();

  constructor(options: ParkingLotOptions) {
    this.#options = options;
  }

  /** Whether the page offers it. */
  get isOpen(): boolean {
    return this.#options.keepMs > 0;
  }

  /**
   * Puts a ready environment aside. Fault QUOTA when a check runs in it or too many are aside already; what fails
   * later leaves it put aside, so that it can be brought back.
   */
  park(attempt: Attempt): Promise<void> {
    return this.#turns.run(attempt.id, async () => {
      const environment = attempt.getEnvironment();
      const provider = this.#options.provider();
      if (provider === undefined || attempt.phase.state !== 'ready') return;
      if (!this.isOpen) throw parkingIsOff();
      if (this.#options.isChecking(attempt)) throw whileChecking();
      if (this.#parkedBy(attempt.row.learner).length >= mostParked) throw tooManyParked(mostParked);
      const expiresAt = new Date(this.#options.now().getTime() + this.#options.keepMs);
      const parked = { since: this.#options.now(), depth: 'paused' } as const;
      attempt.enter({ state: 'parked', environment, expiresAt, parked });
      await this.#options.closeSessions(attempt);
      const signal = AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(parkDeadlineMs)]);
      const found = await provider.park(environment.id, { depth: 'paused', expiresAt }, signal);
      attempt.enter({ state: 'parked', environment: found, expiresAt, parked: found.parked ?? parked });
      this.#options.log.info({ attempt: attempt.id, until: expiresAt }, 'environment put aside');
    });
  }

  /**
   * Takes note that parts of an environment were ended from outside, running or aside. It is put aside, if it is not yet, so
   * that it is kept as long as others until its learner goes on.
   */
  interrupt(attempt: Attempt, found: Environment, provider: EnvironmentProvider): Promise<void> {
    return this.#turns.run(attempt.id, async () => {
      const since = found.parked?.since ?? this.#options.now();
      const kept = new Date(since.getTime() + this.#options.keepMs);
      const expiresAt = found.state === 'parked' || kept < found.expiresAt ? found.expiresAt : kept;
      const parked = found.parked ?? { since, depth: 'stopped' as const };
      attempt.enter({ state: 'parked', environment: found, expiresAt, parked });
      await this.#options.closeSessions(attempt);
      const signal = AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(parkDeadlineMs)]);
      const aside = await provider.park(found.id, { depth: parked.depth, expiresAt }, signal);
      attempt.enter({ state: 'parked', environment: aside, expiresAt, parked: aside.parked ?? parked });
      this.#options.log.warn({ attempt: attempt.id, until: expiresAt }, 'environment was interrupted');
    });
  }

  /** Begins to bring it back, in the background; the attempt tells how it ends. Fault QUOTA when others run already. */
  async resume(attempt: Attempt, mostRunning: number): Promise<void> {
    const { phase } = attempt;
    if (phase.state !== 'parked') return;
    refuseTooManyRunning(this.#options.attempts(), attempt.row.learner, mostRunning);
    await this.#admit(attempt);
    if (attempt.phase !== phase) return;
    attempt.enter({ ...phase, state: 'resuming', startedAt: this.#options.now() });
    this.#track(this.#turns.run(attempt.id, () => this.#bringBack(attempt)));
  }

  /** One round: what is about to end is put aside, and what has been aside for a while gives its memory back. */
  async tend(): Promise<void> {
    if (!this.isOpen) return;
    for (const attempt of this.#options.attempts()) {
      if (this.#isAboutToEnd(attempt)) await this.#tryTo('park', attempt, () => this.park(attempt));
      else if (this.#isDue(attempt)) await this.#tryTo('stop', attempt, () => this.#deepen(attempt));
    }
  }

  /** Whether the next round puts it aside: a machine that slept wakes up after the end of a lease. */
  isSaving(attempt: Attempt): boolean {
    return this.isOpen && this.#isAboutToEnd(attempt);
  }

  /** Waits for what is under way. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#work);
  }

  async #bringBack(attempt: Attempt): Promise<void> {
    const { phase } = attempt;
    const provider = this.#options.provider();
    if (provider === undefined || phase.state !== 'resuming') return;
    const now = this.#options.now();
    const expiresAt = new Date(now.getTime() + Math.min(this.#options.leaseMs(attempt), longestLifeMs));
    const signal = AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(resumeDeadlineMs)]);
    try {
      const environment = await provider.unpark(phase.environment.id, expiresAt, signal);
      await recordResumption(this.#options.db, attempt.id, now);
      attempt.resumedAt = now;
      attempt.enter({ state: 'ready', environment, expiresAt });
      this.#options.log.info(
        { attempt: attempt.id, ms: this.#options.now().getTime() - now.getTime() },
        'environment is back',
      );
    } catch (error) {
      if (attempt.stop.signal.aborted) return;
      const trouble = toTrouble(reportTrouble(this.#options.log, error, { attempt: attempt.id }));
      const { environment, expiresAt: until, parked } = phase;
      attempt.enter({ state: 'parked', environment, expiresAt: until, parked, error: trouble });
    }
  }

  async #deepen(attempt: Attempt): Promise<void> {
    await this.#turns.run(attempt.id, async () => {
      const { phase } = attempt;
      const provider = this.#options.provider();
      if (provider === undefined || phase.state !== 'parked') return;
      const { environment, expiresAt, parked } = phase;
      const signal = AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(parkDeadlineMs)]);
      const found = await provider.park(environment.id, { depth: 'stopped', expiresAt }, signal);
      attempt.enter({ ...phase, environment: found, parked: { ...parked, depth: 'stopped' } });
      this.#options.log.info({ attempt: attempt.id }, 'the cluster of a parked environment was stopped');
    });
  }

  /** A cluster that was stopped needs its memory again. */
  async #admit(attempt: Attempt): Promise<void> {
    const provider = this.#options.provider();
    if (provider === undefined || attempt.phase.state !== 'parked') return;
    if (attempt.phase.parked.depth === 'paused') return;
    const spec = { ...attempt.lab.environment, lab: attempt.lab.id, leaseMs: this.#options.leaseMs(attempt) };
    await this.#options.admit?.(provider, spec, AbortSignal.timeout(admitDeadlineMs));
  }

  #isAboutToEnd(attempt: Attempt): boolean {
    const { phase, row } = attempt;
    if (phase.state !== 'ready' || (this.#failures.get(attempt) ?? 0) >= mostTries) return false;
    const leftMs = phase.expiresAt.getTime() - this.#options.now().getTime();
    return leftMs <= lastMomentMs && this.#parkedBy(row.learner).length < mostParked;
  }

  #isDue({ phase }: Attempt): boolean {
    if (phase.state !== 'parked' || phase.parked.depth === 'stopped') return false;
    const agoMs = this.#options.now().getTime() - phase.parked.since.getTime();
    return agoMs >= (this.#options.stopAfterMs ?? stopAfterMs);
  }

  #parkedBy(learner: string): readonly Attempt[] {
    const isTheirs = ({ row, phase }: Attempt) => row.learner === learner && phase.state === 'parked';
    return this.#options.attempts().filter(isTheirs);
  }

  /** One that does not work is told, and tried again in the next round; the others must not wait for it. */
  async #tryTo(what: string, attempt: Attempt, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // A check that runs holds the lease up, and the next round comes soon.
      if (error instanceof Fault && error.code === 'QUOTA') return;
      this.#failures.set(attempt, (this.#failures.get(attempt) ?? 0) + 1);
      if (!attempt.stop.signal.aborted)
        reportTrouble(this.#options.log, error, { attempt: attempt.id, part: `parking: ${what}` });
    }
  }

  #track(job: Promise<void>): void {
    const guarded = job
      .catch((error: unknown) => void reportTrouble(this.#options.log, error, { part: 'parking' }))
      .finally(() => this.#work.delete(guarded));
    this.#work.add(guarded);
  }
}
