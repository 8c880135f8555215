import type Docker from 'dockerode';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
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
import { planEnvironment } from '#containers/providers/plan.ts';
import { StepBoard } from '#containers/providers/step-board.ts';
import { streamProgress } from '#containers/providers/stream-progress.ts';
import type { Clock, Log } from '#containers/providers/surroundings.ts';
import { engineClient } from '#containers/runtime/engine/connect-engine.ts';
import { createEnvironment } from './create.ts';
import { creationSteps } from './creation-steps.ts';
import { destroyEnvironment } from './destroy.ts';
import { findEnvironments, type FoundEnvironment } from './find.ts';
import { installationOf } from './installation.ts';
import { thisInstance } from './instance.ts';
import { keepVault } from './keep-vault.ts';
import { endIdleGuard } from './guard/guard.ts';
import { limitRestarted } from './guard/limit-traffic.ts';
import { sharedDisk } from './guard/shared-disk.ts';
import { usualLimits, type KindContext, type KindLimits } from './kind-context.ts';
import { kindEnvironment } from './kind-environment.ts';
import { extendLease, passLease } from './lease-volume.ts';
import { parkEnvironment, requireState, unparkEnvironment } from './park.ts';
import { preflight } from './preflight.ts';

export interface KindOptions {
  readonly bundle: RuntimeBundle;
  readonly clock: Clock;
  readonly log: Log;
  readonly docker?: Docker;
  /** Tells installations on one engine apart: none sees or ends the environments of another. */
  readonly dataDir?: string;
  readonly limits?: KindLimits;
}

/** One kind cluster, one Vault and one workspace per attempt, on the Docker engine of this machine. */
export class KindProvider implements EnvironmentProvider {
  readonly kind = 'kind';
  readonly disk: SharedDisk;
  readonly #context: KindContext;

  private constructor(context: KindContext) {
    this.#context = context;
    this.disk = sharedDisk(context);
  }

  static async open({ bundle, clock, log, docker, dataDir, limits }: KindOptions): Promise<KindProvider> {
    return new KindProvider({
      bundle,
      clock,
      log,
      docker: docker ?? engineClient(process.env),
      installation: installationOf(dataDir),
      instance: await thisInstance(),
      creating: new Set(),
      keptAt: new Map(),
      limits: limits ?? usualLimits,
      limited: new Set(),
    });
  }

  preflight(signal: AbortSignal): Promise<readonly Obstacle[]> {
    return preflight(this.#context, signal);
  }

  plan(spec: EnvironmentSpec, owner: Owner): Plan {
    const { installation, bundle } = this.#context;
    return planEnvironment(spec, owner, { installation, images: bundle.images });
  }

  create(plan: Plan, signal: AbortSignal): AsyncGenerator<CreateProgress, Environment, void> {
    const context = this.#context;
    const board = new StepBoard(creationSteps(plan.spec), context.clock);
    return streamProgress(board, signal, async (inner) =>
      kindEnvironment(context, await createEnvironment({ context, plan, board }, inner)),
    );
  }

  async find(owner: Owner, signal: AbortSignal): Promise<Environment | undefined> {
    const isTheirs = ({ owner: { learner, attempt } }: Environment) =>
      learner === owner.learner && attempt === owner.attempt;
    return (await this.list(signal)).find(isTheirs);
  }

  async list(signal: AbortSignal): Promise<readonly Environment[]> {
    return (await findEnvironments(this.#context, signal)).map((found) =>
      kindEnvironment(this.#context, found),
    );
  }

  extendLease(id: string, expiresAt: Date, signal: AbortSignal): Promise<void> {
    return extendLease(this.#context, id, expiresAt, signal);
  }

  async claim(id: string, tenancy: Tenancy, signal: AbortSignal): Promise<Environment> {
    requireState(await this.#findById(id, signal), id, ['ready']);
    await passLease(this.#context, id, tenancy, signal);
    return this.#again(id, 'ready', signal);
  }

  async park(id: string, parking: Parking, signal: AbortSignal): Promise<Environment> {
    const found = requireState(await this.#findById(id, signal), id, ['ready', 'parked', 'interrupted']);
    await parkEnvironment(this.#context, found, parking, signal);
    return this.#again(id, 'parked', signal);
  }

  async keep(id: string, signal: AbortSignal): Promise<void> {
    requireState(await this.#findById(id, signal), id, ['ready']);
    await keepVault(this.#context, id, signal);
  }

  uphold(signal: AbortSignal): Promise<void> {
    return limitRestarted(this.#context, signal);
  }

  async unpark(id: string, expiresAt: Date, signal: AbortSignal): Promise<Environment> {
    const found = requireState(await this.#findById(id, signal), id, ['parked', 'ready', 'interrupted']);
    await unparkEnvironment(this.#context, found, expiresAt, signal);
    return this.#again(id, 'ready', signal);
  }

  async #findById(id: string, signal: AbortSignal): Promise<FoundEnvironment | undefined> {
    return (await findEnvironments(this.#context, signal)).find((found) => found.id === id);
  }

  async #again(id: string, state: FoundEnvironment['state'], signal: AbortSignal): Promise<Environment> {
    return kindEnvironment(this.#context, requireState(await this.#findById(id, signal), id, [state]));
  }

  async destroy(id: string, signal: AbortSignal): Promise<void> {
    this.#context.keptAt.delete(id);
    await destroyEnvironment(this.#context, id, signal);
    await endIdleGuard(this.#context, signal);
  }
}
