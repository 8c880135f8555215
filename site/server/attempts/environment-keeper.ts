import { isDeepStrictEqual } from 'node:util';
import pLimit from 'p-limit';
import type { Logger } from 'pino';
import type {
  Environment,
  EnvironmentProvider,
  EnvironmentSpec,
  Owner,
  Plan,
} from '#containers/contract/environment.ts';
import { reportTrouble, toTrouble } from '../incident.ts';
import { recordEnvironment, recordFailure, type AttemptFailure } from '../state/attempt-rows.ts';
import type { Database } from '../state/open-database.ts';
import { longestLifeMs, type Attempt, type Phase, type ReadyTiming } from './attempt.ts';
import { createEnvironment, prepareEnvironment } from './create-environment.ts';
import { brokenFailure, goneFailure, noMoreTime, timeIsUp, vanishedFailure } from './lease-faults.ts';
import { takeOrWait, type RoomOptions } from './take-or-wait.ts';
import { WaitingLine } from './waiting-line.ts';

export interface EnvironmentKeeperOptions extends RoomOptions {
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
  /** In place of the lab's own lease. */
  readonly leaseMs?: number | undefined;
  /** In place of both: what the cohort of an attempt gives. */
  readonly leaseMsOf?: (attempt: Attempt) => number | undefined;
  /** Whether the environment of an attempt may reach anything beyond this machine; absent: it may. */
  readonly egressOf?: (attempt: Attempt) => EnvironmentSpec['egress'];
  /** Environments that are made at the same time; the others wait their turn. */
  readonly atOnce?: number;
  /** A ready environment turned out to be gone. */
  readonly onGone: (attempt: Attempt) => Promise<void>;
  /** Parts of it were ended from outside, and it can be brought back. */
  readonly onInterrupted: (
    attempt: Attempt,
    found: Environment,
    provider: EnvironmentProvider,
  ) => Promise<void>;
}

const defaultAtOnce = 2;
const findDeadlineMs = 30_000;
const destroyDeadlineMs = 120_000;

/** Gives running attempts their environments, finds them again after a restart, and says truthfully when one is gone. */
export class EnvironmentKeeper {
  readonly #options: EnvironmentKeeperOptions;
  readonly #atOnce: number;
  readonly #queue;
  readonly #work = new Set<Promise<void>>();
  readonly #line: WaitingLine;
  #attempts: () => readonly Attempt[] = () => [];
  #provider: EnvironmentProvider | undefined;

  constructor(options: EnvironmentKeeperOptions) {
    this.#options = options;
    this.#atOnce = options.atOnce ?? defaultAtOnce;
    this.#queue = pLimit(this.#atOnce);
    this.#line = new WaitingLine({ atOnce: this.#atOnce, now: options.now, nextEnd: () => this.#nextEnd() });
  }

  /** Absent until environments can be made. */
  get provider(): EnvironmentProvider | undefined {
    return this.#provider;
  }

  /** From now on environments can be made: attempts that waited go on, older ones are matched by labels. */
  async begin(provider: EnvironmentProvider, attempts: () => readonly Attempt[]): Promise<void> {
    this.#attempts = attempts;
    const waiting = attempts().filter(({ phase }) => phase.state === 'waitingForRuntime');
    await Promise.all(waiting.map((attempt) => this.#adopt(provider, attempt)));
    this.#provider = provider;
    for (const attempt of attempts()) this.provide(attempt);
  }

  /** Makes an environment for an attempt that waits for one, in the background. */
  provide(attempt: Attempt): void {
    const provider = this.#provider;
    if (provider === undefined || attempt.phase.state !== 'waitingForRuntime') return;
    attempt.stop.signal.addEventListener('abort', () => this.#line.leave(attempt), { once: true });
    this.#line.join(attempt, this.#queue.activeCount < this.#atOnce);
    this.#track(this.#queue(() => this.#create(provider, attempt)));
  }

  /** Destroys the environment of an ended attempt, in the background; a failure is logged and the lease ends it later. */
  discard(attempt: Attempt): void {
    const provider = this.#provider;
    if (provider !== undefined) this.#track(this.#destroy(provider, attempt));
  }

  /** What a learner who asks for more time gets. Fault LEASE_ENDED when there is none to be had. */
  async prolong(attempt: Attempt, signal: AbortSignal): Promise<void> {
    attempt.getEnvironment();
    if (!attempt.mayExtend) throw noMoreTime(attempt);
    await this.extend(attempt, this.leaseMs(attempt), signal);
  }

  /** As far as the longest life allows. Throws a Fault when the environment is not ready, or its time is up. */
  async extend(attempt: Attempt, wantedMs: number, signal: AbortSignal): Promise<void> {
    const environment = attempt.getEnvironment();
    if (this.#provider === undefined || attempt.phase.state !== 'ready') return;
    if (attempt.phase.expiresAt <= this.#options.now()) throw timeIsUp();
    const latest = attempt.lifeFrom.getTime() + longestLifeMs;
    const wanted = Math.min(this.#options.now().getTime() + wantedMs, latest);
    if (wanted <= attempt.phase.expiresAt.getTime()) return;
    const expiresAt = new Date(wanted);
    await this.#provider.extendLease(environment.id, expiresAt, signal);
    attempt.enter({ ...attempt.phase, expiresAt });
  }

  leaseMs(attempt: Attempt): number {
    const { leaseMs, leaseMsOf } = this.#options;
    return leaseMsOf?.(attempt) ?? leaseMs ?? attempt.lab.environment.leaseMs;
  }

  /** Ids of environments that these attempts have or are about to have. */
  claims(attempts: readonly Attempt[]): ReadonlySet<string> {
    const provider = this.#provider;
    if (provider === undefined) return new Set();
    const claimOf = (attempt: Attempt): readonly string[] => {
      const { phase } = attempt;
      if (isHeld(phase)) return [phase.environment.id];
      return phase.state === 'failed' ? [] : [this.#plan(provider, attempt).id];
    };
    return new Set(attempts.flatMap(claimOf));
  }

  /** Learners wait for an environment that is being made. */
  isBusy(): boolean {
    const { making, waiting } = this.queue();
    return making + waiting > 0;
  }

  /** Environments being made for learners, and learners whose turn has not come. */
  queue(): { readonly making: number; readonly waiting: number } {
    return { making: this.#queue.activeCount, waiting: this.#queue.pendingCount };
  }

  /** Looks whether ready environments are still there. */
  async inspect(attempts: readonly Attempt[], signal: AbortSignal): Promise<void> {
    const provider = this.#provider;
    const held = attempts.filter(({ phase }) => isHeld(phase));
    if (provider === undefined || held.length === 0) return;
    const there = new Map((await provider.list(signal)).map((environment) => [environment.id, environment]));
    for (const attempt of held) {
      // It may have changed since the list was asked for.
      if (!isHeld(attempt.phase) || attempt.phase.state === 'resuming') continue;
      const found = there.get(attempt.phase.environment.id);
      if (found === undefined)
        await this.#fail(attempt, goneFailure(attempt.phase.expiresAt, this.#options.now()));
      else if (found.state === 'broken') await this.#fail(attempt, brokenFailure);
      else if (isNewlyInterrupted(attempt.phase, found))
        await this.#options.onInterrupted(attempt, found, provider);
    }
  }

  /** Waits for clean-up in flight. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#work);
  }

  async #adopt(provider: EnvironmentProvider, attempt: Attempt): Promise<void> {
    const { failure, environment: recorded } = attempt.row;
    if (failure !== undefined) {
      attempt.enter({ state: 'failed', error: failure });
      return;
    }
    try {
      const signal = AbortSignal.any([attempt.stop.signal, AbortSignal.timeout(findDeadlineMs)]);
      const found = await provider.find(ownerOf(attempt), signal);
      if (found?.state === 'ready') {
        // The last server may have died while it prepared the lab in it.
        if (recorded === undefined) await prepareEnvironment(provider, found, attempt);
        await this.#enterReady(attempt, found);
        return;
      }
      if (found?.state === 'interrupted') {
        await this.#options.onInterrupted(attempt, found, provider);
        return;
      }
      if (found?.state === 'parked' && found.parked !== undefined) {
        const { expiresAt, parked } = found;
        attempt.enter({ state: 'parked', environment: found, expiresAt, parked });
        return;
      }
      if (recorded !== undefined) {
        await this.#fail(attempt, found === undefined ? vanishedFailure : brokenFailure);
        return;
      }
      // The last server died while it made this one; what is left of it can't be finished.
      if (found !== undefined) await provider.destroy(found.id, AbortSignal.timeout(destroyDeadlineMs));
    } catch (error) {
      if (attempt.stop.signal.aborted) return;
      await this.#fail(attempt, toTrouble(reportTrouble(this.#options.log, error, { attempt: attempt.id })));
    }
  }

  async #create(provider: EnvironmentProvider, attempt: Attempt): Promise<void> {
    const started = this.#options.now().getTime();
    try {
      const plan = this.#plan(provider, attempt);
      const taken = await takeOrWait(this.#options, {
        provider,
        plan,
        signal: attempt.stop.signal,
        onFull: (fault) => this.#line.stuck(attempt, fault),
      });
      this.#line.leave(attempt);
      if (taken !== undefined) await prepareEnvironment(provider, taken, attempt);
      const environment = taken ?? (await this.#make(provider, plan, attempt));
      const source = taken === undefined ? 'created' : 'pool';
      await this.#enterReady(attempt, environment, {
        readyInMs: this.#options.now().getTime() - started,
        source,
      });
    } catch (error) {
      if (attempt.stop.signal.aborted) return;
      await this.#fail(attempt, toTrouble(reportTrouble(this.#options.log, error, { attempt: attempt.id })));
    } finally {
      this.#line.leave(attempt);
    }
  }

  async #make(provider: EnvironmentProvider, plan: Plan, attempt: Attempt): Promise<Environment> {
    const began = this.#options.now().getTime();
    const { environment, waitedMs } = await createEnvironment(provider, plan, attempt);
    this.#line.learn(this.#options.now().getTime() - began - waitedMs);
    return environment;
  }

  #nextEnd(): Date | undefined {
    const ends = this.#attempts().flatMap(({ phase }) => (phase.state === 'ready' ? [phase.expiresAt] : []));
    return ends.toSorted((a, b) => a.getTime() - b.getTime())[0];
  }

  #plan(provider: EnvironmentProvider, attempt: Attempt): Plan {
    const leaseMs = Math.min(this.leaseMs(attempt), longestLifeMs);
    const egress = this.#options.egressOf?.(attempt);
    const spec = { ...attempt.lab.environment, lab: attempt.lab.id, leaseMs };
    return provider.plan(egress === undefined ? spec : { ...spec, egress }, ownerOf(attempt));
  }

  async #enterReady(
    attempt: Attempt,
    environment: Environment,
    timing: ReadyTiming = foundAgain(attempt),
  ): Promise<void> {
    await recordEnvironment(this.#options.db, attempt.id, { environment: environment.id, ...timing });
    attempt.enter({ state: 'ready', environment, expiresAt: environment.expiresAt, ...timing });
    this.#options.log.info(
      { attempt: attempt.id, environment: environment.id, ...timing },
      'environment ready',
    );
  }

  async #fail(attempt: Attempt, failure: AttemptFailure): Promise<void> {
    const wasReady = isHeld(attempt.phase);
    await recordFailure(this.#options.db, attempt.id, failure);
    attempt.enter({ state: 'failed', error: failure });
    if (wasReady) await this.#options.onGone(attempt);
  }

  async #destroy(provider: EnvironmentProvider, attempt: Attempt): Promise<void> {
    const signal = AbortSignal.timeout(destroyDeadlineMs);
    const found = await provider.find(ownerOf(attempt), signal);
    if (found !== undefined) await provider.destroy(found.id, signal);
  }

  #track(job: Promise<void>): void {
    const guarded = job
      .catch((error: unknown) => void reportTrouble(this.#options.log, error, { part: 'environments' }))
      .finally(() => this.#work.delete(guarded));
    this.#work.add(guarded);
  }
}

/** An environment belongs to the attempt, whether it runs or is put aside. */
function isHeld(phase: Phase): phase is Extract<Phase, { readonly environment: Environment }> {
  return phase.state === 'ready' || phase.state === 'parked' || phase.state === 'resuming';
}

/** While it ran, or while it was put aside. */
function isNewlyInterrupted(phase: Phase, { state, interrupted }: Environment): boolean {
  if (state === 'interrupted') return true;
  if (phase.state !== 'parked' || interrupted === undefined) return false;
  return !isDeepStrictEqual(phase.environment.interrupted, interrupted);
}

/** One from an earlier process: how long it took stands in the database. */
function foundAgain({ row }: Attempt): ReadyTiming {
  return row.readyInMs === undefined ? {} : { readyInMs: row.readyInMs };
}

function ownerOf(attempt: Attempt): Owner {
  return { learner: attempt.row.learner, attempt: attempt.id };
}
