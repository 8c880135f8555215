import { randomBytes } from 'node:crypto';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import type { Environment } from '#containers/contract/environment.ts';
import type { KindProvider } from '#containers/providers/kind/kind-provider.ts';
import type { Lab } from '#labs/lab.ts';
import { FreshEnvironments } from '#site/server/grading/fresh-environments.ts';
import { openRuntime, type Runtime } from './open-provider.ts';

/** Environments for the submissions of a batch. */
export class GradingEnvironments {
  readonly #provider: KindProvider;
  readonly #fresh = new FreshEnvironments();
  readonly bundle: RuntimeBundle;

  private constructor({ provider, bundle }: Runtime) {
    this.#provider = provider;
    this.bundle = bundle;
  }

  /** In an installation of its own, named by a folder. What a killed batch left there is destroyed first. */
  static async open(folder: string, signal: AbortSignal): Promise<GradingEnvironments> {
    const runtime = await openRuntime(folder, signal);
    for (const { id } of await runtime.provider.list(signal)) await runtime.provider.destroy(id, signal);
    return new GradingEnvironments(runtime);
  }

  use<T>(lab: Lab, work: (environment: Environment) => Promise<T>, signal: AbortSignal): Promise<T> {
    const attempt = randomBytes(8).toString('hex');
    return this.#fresh.use(this.#provider, { lab, attempt }, work, signal);
  }
}
