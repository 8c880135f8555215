import pLimit from 'p-limit';
import type { Environment, EnvironmentProvider, Plan } from '#containers/contract/environment.ts';
import type { Step } from '#containers/contract/bundle.ts';
import type { Lab } from '#labs/lab.ts';
import { drive } from '#tests/conformance/drive.ts';
import { openTerminal } from '#tests/conformance/terminal.ts';

/** What the prompt of a workspace ends with. */
const prompt = '❯';
const leaseMs = 4 * 60 * 60_000;
/** As many as the server makes at the same time. */
const atOnce = 2;

export interface Made {
  readonly plan: Plan;
  readonly environment: Environment;
  readonly seconds: number;
  readonly steps: readonly Step[];
}

/** Environments of one lab that a benchmark makes, and takes away again whatever happens. */
export class Crew {
  readonly #provider: EnvironmentProvider;
  readonly #lab: Lab;
  readonly #signal: AbortSignal;
  readonly #ids = new Set<string>();
  readonly #queue = pLimit(atOnce);
  #count = 0;

  constructor(provider: EnvironmentProvider, lab: Lab, signal: AbortSignal) {
    this.#provider = provider;
    this.#lab = lab;
    this.#signal = signal;
  }

  make(count: number): Promise<readonly Made[]> {
    return Promise.all(Array.from({ length: count }, () => this.#queue(() => this.makeOne())));
  }

  async makeOne(spec: Partial<Lab['environment']> = {}): Promise<Made> {
    const attempt = String((this.#count += 1));
    const plan = this.#provider.plan(
      { ...this.#lab.environment, ...spec, lab: this.#lab.id, leaseMs },
      { learner: 'bench', attempt },
    );
    this.#ids.add(plan.id);
    const began = performance.now();
    let steps: readonly Step[] = [];
    const environment = await drive(
      this.#provider.create(plan, this.#signal),
      (progress) => (steps = progress.steps),
    );
    return { plan, environment, steps, seconds: (performance.now() - began) / 1000 };
  }

  /** Puts it to sleep as the pool does. */
  async putToSleep({ plan }: Made): Promise<void> {
    const expiresAt = new Date(Date.now() + leaseMs);
    await this.#provider.park(plan.id, { depth: 'paused', expiresAt }, this.#signal);
  }

  /** Wakes it for a learner as the pool does; seconds until their prompt is on the screen. */
  async wake({ plan }: Made, tab: string): Promise<number> {
    const began = performance.now();
    const expiresAt = new Date(Date.now() + leaseMs);
    await this.#provider.unpark(plan.id, expiresAt, this.#signal);
    const owner = { learner: 'bench', attempt: `${plan.id}-${tab}` };
    const tenancy = { owner, lab: this.#lab.id, expiresAt };
    const environment = await this.#provider.claim(plan.id, tenancy, this.#signal);
    const terminal = await openTerminal(environment, tab, prompt);
    const seconds = (performance.now() - began) / 1000;
    await terminal.shell.detach();
    return seconds;
  }

  async remove({ plan }: Pick<Made, 'plan'>): Promise<void> {
    await this.#provider.destroy(plan.id, AbortSignal.timeout(120_000));
    this.#ids.delete(plan.id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      [...this.#ids].map((id) => this.#queue(() => this.#provider.destroy(id, AbortSignal.timeout(120_000)))),
    );
  }
}
