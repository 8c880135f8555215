import type { Environment, EnvironmentProvider } from '#containers/contract/environment.ts';
import type { Lab } from '#labs/lab.ts';

const destroyMs = 180_000;
/** In the place of a learner's name, in labels. */
const grader = 'kindlab-grader';

/** Environments for submissions: one each, gone when its work is done, whatever came of it. */
export class FreshEnvironments {
  readonly #used = new Set<string>();

  /** Those in use, so that nobody takes them for orphans. */
  ids(): ReadonlySet<string> {
    return this.#used;
  }

  /** Destroys what a killed process left behind. */
  async clear(provider: EnvironmentProvider, signal: AbortSignal): Promise<void> {
    for (const { id, owner } of await provider.list(signal))
      if (owner.learner === grader && !this.#used.has(id)) await provider.destroy(id, signal);
  }

  async use<T>(
    provider: EnvironmentProvider,
    { lab, attempt }: { readonly lab: Lab; readonly attempt: string },
    work: (environment: Environment) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const plan = provider.plan({ ...lab.environment, lab: lab.id }, { learner: grader, attempt });
    this.#used.add(plan.id);
    try {
      const creation = provider.create(plan, signal);
      let step = await creation.next();
      while (step.done !== true) step = await creation.next();
      try {
        return await work(step.value);
      } finally {
        await provider.destroy(step.value.id, AbortSignal.timeout(destroyMs));
      }
    } finally {
      this.#used.delete(plan.id);
    }
  }
}
