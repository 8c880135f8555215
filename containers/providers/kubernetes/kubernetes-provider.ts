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
  Tenancy,
} from '#containers/contract/environment.ts';
import { missingEnvironment } from '#containers/providers/environment-faults.ts';
import { planEnvironment } from '#containers/providers/plan.ts';
import { StepBoard } from '#containers/providers/step-board.ts';
import { streamProgress } from '#containers/providers/stream-progress.ts';
import type { Clock, Log } from '#containers/providers/surroundings.ts';
import { createEnvironment } from './create.ts';
import { creationSteps } from './creation-steps.ts';
import { destroyEnvironment } from './destroy.ts';
import { findById, findEnvironments, findOfOwner, type FoundEnvironment } from './find.ts';
import { Forwards } from './forwards.ts';
import { HostApi } from './host-api.ts';
import type { KubeContext } from './kube-context.ts';
import { kubeEnvironment } from './kube-environment.ts';
import { passLease, writeLease } from './lease.ts';
import { loadHostConfig } from './load-config.ts';
import { keepVault } from './keep-vault.ts';
import { parkEnvironment, unparkEnvironment } from './park.ts';
import { preflight } from './preflight.ts';
import type { KubernetesSettings } from './settings.ts';

export interface KubernetesOptions {
  readonly bundle: Pick<RuntimeBundle, 'images' | 'versions'>;
  readonly settings: KubernetesSettings;
  readonly clock: Clock;
  readonly log: Log;
}

/** One namespace per attempt on a cluster that is there already: a kind node, a Vault and a workspace as pods. */
export class KubernetesProvider implements EnvironmentProvider {
  readonly kind = 'kubernetes';
  readonly #context: KubeContext;

  /** Throws Fault CONFIG_INVALID when the kubeconfig does not lead to a cluster. */
  constructor({ bundle, settings, clock, log }: KubernetesOptions) {
    const config = loadHostConfig(settings);
    const api = new HostApi(config);
    const forwards = new Forwards(config);
    const own = {
      creating: new Set<string>(),
      granted: new Set<string>(),
      keptAt: new Map<string, number | undefined>(),
    };
    this.#context = { bundle, settings, config, api, forwards, clock, log, ...own };
  }

  preflight(signal: AbortSignal): Promise<readonly Obstacle[]> {
    return preflight(this.#context, signal);
  }

  plan(spec: EnvironmentSpec, owner: Owner): Plan {
    const { settings, bundle } = this.#context;
    return planEnvironment(spec, owner, { installation: settings.installation, images: bundle.images });
  }

  create(plan: Plan, signal: AbortSignal): AsyncGenerator<CreateProgress, Environment, void> {
    const context = this.#context;
    const board = new StepBoard(creationSteps(plan.spec), context.clock);
    return streamProgress(board, signal, async (inner) =>
      kubeEnvironment(context, await createEnvironment({ context, plan, board }, inner)),
    );
  }

  async find(owner: Owner, signal: AbortSignal): Promise<Environment | undefined> {
    const [found] = await findOfOwner(this.#context, owner, signal);
    return found === undefined ? undefined : kubeEnvironment(this.#context, found);
  }

  async list(signal: AbortSignal): Promise<readonly Environment[]> {
    return (await findEnvironments(this.#context, signal)).map((found) =>
      kubeEnvironment(this.#context, found),
    );
  }

  async extendLease(id: string, expiresAt: Date, signal: AbortSignal): Promise<void> {
    await this.#require(id, ['broken', 'interrupted', 'parked', 'ready'], signal);
    await writeLease(this.#context, id, expiresAt, signal);
  }

  async claim(id: string, tenancy: Tenancy, signal: AbortSignal): Promise<Environment> {
    await this.#require(id, ['ready'], signal);
    await passLease(this.#context, id, tenancy, signal);
    return this.#again(id, 'ready', signal);
  }

  async park(id: string, parking: Parking, signal: AbortSignal): Promise<Environment> {
    const found = await this.#require(id, ['ready', 'parked', 'interrupted'], signal);
    await parkEnvironment(this.#context, found, parking, signal);
    return this.#again(id, 'parked', signal);
  }

  async keep(id: string, signal: AbortSignal): Promise<void> {
    await this.#require(id, ['ready'], signal);
    await keepVault(this.#context, id, signal);
  }

  async unpark(id: string, expiresAt: Date, signal: AbortSignal): Promise<Environment> {
    const found = await this.#require(id, ['parked', 'ready', 'interrupted'], signal);
    await unparkEnvironment(this.#context, found, expiresAt, signal);
    return this.#again(id, 'ready', signal);
  }

  destroy(id: string, signal: AbortSignal): Promise<void> {
    this.#context.keptAt.delete(id);
    return destroyEnvironment(this.#context, id, signal);
  }

  /** Fault ENVIRONMENT_MISSING unless it is in one of these states. */
  async #require(
    id: string,
    states: readonly FoundEnvironment['state'][],
    signal: AbortSignal,
  ): Promise<FoundEnvironment> {
    const found = await findById(this.#context, id, signal);
    if (found === undefined || !states.includes(found.state)) throw missingEnvironment(id);
    return found;
  }

  async #again(id: string, state: FoundEnvironment['state'], signal: AbortSignal): Promise<Environment> {
    return kubeEnvironment(this.#context, await this.#require(id, [state], signal));
  }
}
