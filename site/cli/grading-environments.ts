import { randomBytes } from 'node:crypto';
import type { RuntimeBundle } from '#containers/contract/bundle.ts';
import type { Environment } from '#containers/contract/environment.ts';
import type { KindProvider } from '#containers/providers/kind/kind-provider.ts';
import type { Lab } from '#labs/lab.ts';
import { openRuntime, type Runtime } from './open-provider.ts';

const destroyMs = 180_000;
/** In the place of a learner's name, in labels. */
const grader = 'kindlab-grader';

/** Environments for submissions: one each, gone when its work is done, whatever came of it. */
export class GradingEnvironments {
  readonly #provider: KindProvider;
  readonly #lab: Lab;
  readonly bundle: RuntimeBundle;

  private constructor({ provider, bundle }: Runtime, lab: Lab) {
    this.#provider = provider;
    this.#lab = lab;
    this.bundle = bundle;
  }

  /** In an installation of its own, named by a folder. What a killed batch left there is destroyed first. */
  static async open(lab: Lab, folder: string, signal: AbortSignal): Promise<GradingEnvironments> {
    const runtime = await openRuntime(folder, signal);
    for (const { id } of await runtime.provider.list(signal)) await runtime.provider.destroy(id, signal);
    return new GradingEnvironments(runtime, lab);
  }

  async use<T>(work: (environment: Environment) => Promise<T>, signal: AbortSignal): Promise<T> {
    const owner = { learner: grader, attempt: randomBytes(8).toString('hex') };
    const plan = this.#provider.plan({ ...this.#lab.environment, lab: this.#lab.id }, owner);
    const creation = this.#provider.create(plan, signal);
    let step = await creation.next();
    while (step.done !== true) step = await creation.next();
    try {
      return await work(step.value);
    } finally {
      await this.#provider.destroy(step.value.id, AbortSignal.timeout(destroyMs));
    }
  }
}
