import { createHash, randomBytes } from 'node:crypto';
import type {
  Environment,
  EnvironmentProvider,
  EnvironmentSpec,
  Owner,
} from '#containers/contract/environment.ts';
import type { Clock, Log } from '#containers/providers/surroundings.ts';
import { poolLearner } from './quota.ts';

/** What is to wait now. */
export interface PoolWish {
  readonly size: number;
  /** Absent: what was asked for last. */
  readonly spec?: EnvironmentSpec;
}

export interface PoolCounts {
  readonly ready: number;
  readonly making: number;
  /** How many are to wait, as it was asked for last. */
  readonly wished: number;
}

export interface WarmPoolOptions {
  readonly provider: EnvironmentProvider;
  readonly clock: Clock;
  readonly log: Log;
  /** Ready environments to keep; asked before each step, so that a class that comes is made ready for. */
  readonly wish: () => Promise<PoolWish>;
  /** What the pool keeps ready until a learner asks for something else. */
  readonly first: EnvironmentSpec;
  /** Throws a Fault when this machine has no room for one more. */
  readonly admit: (spec: EnvironmentSpec, signal: AbortSignal) => Promise<void>;
  /** Learners wait for an environment right now: theirs go first. */
  readonly isBusy: () => boolean;
  /** What waits goes when the pool ends: on somebody's own machine nothing is to be left that takes memory. */
  readonly leavesNothing?: boolean;
  /** How long to wait before looking again when nothing wakes the pool. */
  readonly lookEveryMs?: number;
  /** How old an environment is when it is put to sleep: what starts late in it has come up by then. */
  readonly settleMs?: number;
}

/** Longer than a day of lessons: a pool that nobody uses renews itself once a day. */
const keepMs = 24 * 60 * 60_000;
const lookEveryMs = 30_000;
const settleMs = 30_000;
const sleepMs = 60_000;
const writtenDownMs = 60_000;
const listMs = 60_000;
const destroyMs = 120_000;
/** Whoever stops the server waits for it. */
const leaveMs = 10_000;

/**
 * Keeps environments ready for learners who have not come yet. They are made for nobody, with nothing of an attempt in
 * them, and sleep while they wait: they keep their memory and take no processor. `take` wakes one and leases it to its
 * learner. What is in the pool stands in the labels, so that a restarted server finds it again. The pool follows
 * demand: it holds the shape that was asked for last.
 */
export class WarmPool {
  readonly #options: WarmPoolOptions;
  readonly #ready = new Map<string, Environment>();
  /** Handed out, and perhaps not yet written down by whoever took it. */
  readonly #taken = new Map<string, Date>();
  /** Must not be offered again, and is removed. */
  readonly #spoiled = new Set<string>();
  #making: string | undefined;
  #fallingAsleep: Promise<unknown> | undefined;
  #wanted: EnvironmentSpec;
  #wished = 0;
  #wake = Promise.withResolvers<undefined>();

  constructor(options: WarmPoolOptions) {
    this.#options = options;
    this.#wanted = options.first;
  }

  /** Ids that the reaper leaves alone. */
  ids(): ReadonlySet<string> {
    return new Set([
      ...this.#ready.keys(),
      ...this.#taken.keys(),
      ...(this.#making === undefined ? [] : [this.#making]),
    ]);
  }

  counts(): PoolCounts {
    return { ready: this.#ready.size, making: this.#making === undefined ? 0 : 1, wished: this.#wished };
  }

  /** Leases a ready environment of this shape to its new owner; `undefined` when there is none. */
  async take(spec: EnvironmentSpec, owner: Owner, signal: AbortSignal): Promise<Environment | undefined> {
    const { provider, clock, log } = this.#options;
    this.#wanted = spec;
    const found = [...this.#ready.values()].find((environment) => isOfShape(environment, spec));
    if (found === undefined) return undefined;
    // Out of the pool before the first wait: nobody else may take the same one.
    this.#ready.delete(found.id);
    this.#taken.set(found.id, clock.now());
    this.#look();
    try {
      // It may be the very one that is being put to sleep; cut short, neither would be whole.
      await this.#fallingAsleep;
      const expiresAt = new Date(clock.now().getTime() + spec.leaseMs);
      await provider.unpark(found.id, expiresAt, signal);
      return await provider.claim(found.id, { owner, lab: spec.lab, expiresAt }, signal);
    } catch (error) {
      signal.throwIfAborted();
      log.warn(
        { environment: found.id, err: error },
        'an environment of the pool could not be used; making a new one',
      );
      this.#spoiled.add(found.id);
      this.#look();
      return undefined;
    }
  }

  /** A learner whose lab has another shape waits for the memory of one of these. */
  giveUpOne(): void {
    const [first] = this.#ready.keys();
    if (first === undefined) return;
    this.#ready.delete(first);
    this.#spoiled.add(first);
    this.#look();
  }

  /** Fills the pool, one environment at a time, until aborted. What fails is logged and tried again later. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    const goesOn = () => !signal.aborted;
    while (goesOn()) {
      this.#wake = Promise.withResolvers();
      try {
        if (await this.#step(signal)) continue;
      } catch (error) {
        if (goesOn()) log.warn({ err: error }, 'the pool could not be filled; trying again later');
      }
      const idle = new AbortController();
      const wait = clock.wait(
        this.#options.lookEveryMs ?? lookEveryMs,
        AbortSignal.any([signal, idle.signal]),
      );
      await Promise.race([wait.catch(endOfWait), this.#wake.promise]);
      idle.abort();
    }
  }

  /** When its run has ended: what waits goes, where nothing is to be left. What is not gone in time, the next start removes. */
  async leave(): Promise<void> {
    const { provider, log, leavesNothing } = this.#options;
    if (leavesNothing !== true) return;
    const signal = AbortSignal.timeout(leaveMs);
    const ends = await Promise.allSettled([...this.#ready.keys()].map((id) => provider.destroy(id, signal)));
    for (const end of ends)
      if (end.status === 'rejected')
        log.warn({ err: end.reason }, 'an environment of the pool is left for the next start to remove');
  }

  #look(): void {
    this.#wake.resolve(undefined);
  }

  /** One thing that brings the pool nearer to what it should be; `false`: nothing is to be done now. */
  async #step(signal: AbortSignal): Promise<boolean> {
    await this.#count(signal);
    for (const id of this.#spoiled) {
      await this.#remove(id, signal);
      this.#spoiled.delete(id);
    }
    const { size, spec = this.#wanted } = await this.#options.wish();
    this.#wished = size;
    this.#wanted = spec;
    const [fitting, others] = this.#sort();
    // Another shape makes room only when its place is needed.
    const places = fitting.length < size ? size - 1 : size;
    const surplus = [...others, ...fitting.slice(size)][0];
    if (surplus !== undefined && fitting.length + others.length > places) {
      this.#ready.delete(surplus.id);
      await this.#remove(surplus.id, signal);
      return true;
    }
    if (fitting.length < size && !this.#options.isBusy()) {
      await this.#make(this.#wanted, signal);
      return true;
    }
    const tired = fitting.find((environment) => this.#isTired(environment));
    if (tired === undefined) return false;
    await this.#putToSleep(tired, signal);
    return true;
  }

  #remove(id: string, signal: AbortSignal): Promise<void> {
    return this.#options.provider.destroy(id, AbortSignal.any([signal, AbortSignal.timeout(destroyMs)]));
  }

  #isTired({ state, createdAt }: Environment): boolean {
    const age = this.#options.clock.now().getTime() - createdAt.getTime();
    return state === 'ready' && age >= (this.#options.settleMs ?? settleMs);
  }

  async #putToSleep({ id, expiresAt }: Environment, signal: AbortSignal): Promise<void> {
    const both = AbortSignal.any([signal, AbortSignal.timeout(sleepMs)]);
    const work = this.#options.provider.park(id, { depth: 'paused', expiresAt }, both);
    this.#fallingAsleep = work.catch(endOfWait);
    try {
      const asleep = await work;
      if (this.#ready.has(id)) this.#ready.set(id, asleep);
    } finally {
      this.#fallingAsleep = undefined;
    }
  }

  /** What the labels say is ours: after a restart, and when one broke or was removed from outside. */
  async #count(signal: AbortSignal): Promise<void> {
    const found = await this.#options.provider.list(AbortSignal.any([signal, AbortSignal.timeout(listMs)]));
    const now = this.#options.clock.now();
    const ours = found.filter(
      ({ owner, state, expiresAt }) =>
        owner.learner === poolLearner && (state === 'ready' || state === 'parked') && expiresAt > now,
    );
    for (const [id, since] of this.#taken)
      if (now.getTime() - since.getTime() > writtenDownMs) this.#taken.delete(id);
    const listed = new Set(ours.map(({ id }) => id));
    for (const id of this.#ready.keys()) if (!listed.has(id)) this.#ready.delete(id);
    for (const environment of ours)
      if (!this.#taken.has(environment.id) && !this.#spoiled.has(environment.id))
        this.#ready.set(environment.id, environment);
  }

  #sort(): readonly [fitting: readonly Environment[], others: readonly Environment[]] {
    const all = [...this.#ready.values()];
    const fits = (environment: Environment) => isOfShape(environment, this.#wanted);
    return [all.filter(fits), all.filter((environment) => !fits(environment))];
  }

  async #make(spec: EnvironmentSpec, signal: AbortSignal): Promise<void> {
    const { provider, admit, log } = this.#options;
    await admit(spec, signal);
    const attempt = `${shapeOf(spec)}-${randomBytes(4).toString('hex')}`;
    const plan = provider.plan(
      { ...spec, leaseMs: keepMs, patient: true },
      { learner: poolLearner, attempt },
    );
    this.#making = plan.id;
    try {
      const creation = provider.create(plan, signal);
      let next = await creation.next();
      while (next.done !== true) next = await creation.next();
      this.#ready.set(plan.id, next.value);
      log.info({ environment: plan.id, ready: this.#ready.size }, 'an environment waits in the pool');
    } finally {
      this.#making = undefined;
    }
  }
}

/** Everything that is fixed when an environment is made; labs of the same shape can share a pool. */
function shapeOf({ startState, externalSecrets, namespaces, limits, egress }: EnvironmentSpec): string {
  const rare = [externalSecrets, egress].filter((each) => each !== undefined);
  return createHash('sha256')
    .update(JSON.stringify([startState, namespaces, limits, ...rare]))
    .digest('hex')
    .slice(0, 12);
}

function isOfShape({ owner }: Environment, spec: EnvironmentSpec): boolean {
  return owner.attempt.startsWith(`${shapeOf(spec)}-`);
}

/** The wait rejects only when it is aborted, and the loop sees that for itself. */
function endOfWait(): void {
  return;
}
