import type {
  CreateProgress,
  Environment,
  EnvironmentProvider,
  EnvironmentSpec,
  Obstacle,
  Owner,
  Parking,
  Plan,
  SharedDisk,
  Tenancy,
} from '#containers/contract/environment.ts';
import { missingEnvironment } from '#containers/providers/environment-faults.ts';
import { planEnvironment } from '#containers/providers/plan.ts';
import { StepBoard, type PlannedStep } from '#containers/providers/step-board.ts';
import { streamProgress } from '#containers/providers/stream-progress.ts';
import { systemClock, type Clock } from '#containers/providers/surroundings.ts';
import { fakeEnvironment } from './fake-environment.ts';
import { FakeWorld, type FakeRecord } from './fake-world.ts';

export interface FakeOptions {
  readonly clock?: Clock;
  /** Hand the same world to a second provider to play a restart of the server. */
  readonly world?: FakeWorld;
  /** Milliseconds that each step takes; steps that are not named take 300. */
  readonly delaysMs?: Readonly<Partial<Record<FakeStep, number>>>;
}

const steps = [
  { id: 'network', title: 'Network' },
  { id: 'node', title: 'Cluster node' },
  { id: 'control-plane', title: 'Kubernetes control plane' },
  { id: 'vault', title: 'Vault' },
  { id: 'workspace', title: 'Workspace' },
  { id: 'ready', title: 'Last checks' },
] as const;
export type FakeStep = (typeof steps)[number]['id'];

/**
 * Environments in memory, for work on the site and fast tests: no Docker, no cluster. Shells, exec, leases and
 * progress behave as the real ones do; `access` throws Fault ENVIRONMENT_MISSING, because there is nothing to reach.
 */
export class FakeProvider implements EnvironmentProvider {
  readonly kind = 'fake';
  readonly disk: SharedDisk = {
    free: () => Promise.resolve(this.#world.freeBytes()),
    measure: () => Promise.resolve(this.#world.measure()),
  };
  readonly #clock: Clock;
  readonly #world: FakeWorld;
  readonly #plan: readonly PlannedStep[];

  constructor(options: FakeOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#world = options.world ?? new FakeWorld();
    this.#plan = steps.map((step, index) => ({
      ...step,
      expectedMs: options.delaysMs?.[step.id] ?? 300,
      after: steps.slice(0, index).map(({ id }) => id),
    }));
  }

  preflight(): Promise<readonly Obstacle[]> {
    return Promise.resolve([]);
  }

  plan(spec: EnvironmentSpec, owner: Owner): Plan {
    const images = { node: 'fake/node', vault: 'fake/vault', workspace: 'fake/workspace' };
    return planEnvironment(spec, owner, { installation: 'fake', images });
  }

  create(plan: Plan, signal: AbortSignal): AsyncGenerator<CreateProgress, Environment, void> {
    const board = new StepBoard(this.#plan, this.#clock);
    return streamProgress(board, signal, (inner) => this.#build(plan, board, inner));
  }

  async #build(plan: Plan, board: StepBoard, signal: AbortSignal): Promise<Environment> {
    signal.throwIfAborted();
    const record = this.#world.add(plan, this.#clock.now());
    try {
      for (const step of this.#plan)
        await board.run(step.id, () => this.#clock.wait(step.expectedMs, signal));
    } catch (error) {
      this.#world.remove(plan.id);
      throw error;
    }
    record.state = 'ready';
    record.expiresAt = new Date(this.#clock.now().getTime() + plan.spec.leaseMs);
    return this.#environment(record);
  }

  find(owner: Owner): Promise<Environment | undefined> {
    const record = this.#world
      .list()
      .find((each) => each.owner.learner === owner.learner && each.owner.attempt === owner.attempt);
    return Promise.resolve(record && this.#environment(record));
  }

  list(): Promise<readonly Environment[]> {
    return Promise.resolve(this.#world.list().map((record) => this.#environment(record)));
  }

  extendLease(id: string, expiresAt: Date): Promise<void> {
    const record = this.#world.find(id);
    if (record === undefined) return Promise.reject(missingEnvironment(id));
    record.expiresAt = expiresAt;
    return Promise.resolve();
  }

  claim(id: string, { owner, lab, expiresAt }: Tenancy): Promise<Environment> {
    const record = this.#world.find(id);
    if (record?.state !== 'ready') return Promise.reject(missingEnvironment(id));
    Object.assign(record, { owner, lab, expiresAt });
    return Promise.resolve(this.#environment(record));
  }

  park(id: string, { expiresAt, depth, full }: Parking): Promise<Environment> {
    const record = this.#world.find(id);
    if (record === undefined || record.state === 'creating') return Promise.reject(missingEnvironment(id));
    const since = record.parked?.since ?? this.#clock.now();
    const why = full ?? record.parked?.full;
    const parked = { since, depth, ...(why === undefined ? {} : { full: why }) };
    Object.assign(record, { state: 'parked', expiresAt, parked });
    return Promise.resolve(this.#environment(record));
  }

  unpark(id: string, expiresAt: Date): Promise<Environment> {
    const record = this.#world.find(id);
    if (record === undefined || record.state === 'creating') return Promise.reject(missingEnvironment(id));
    Object.assign(record, { state: 'ready', expiresAt });
    delete record.parked;
    delete record.interrupted;
    return Promise.resolve(this.#environment(record));
  }

  destroy(id: string): Promise<void> {
    this.#world.remove(id);
    return Promise.resolve();
  }

  #environment(record: FakeRecord): Environment {
    return fakeEnvironment(record, {
      clock: this.#clock,
      isThere: () => this.#world.find(record.plan.id) === record,
    });
  }
}
