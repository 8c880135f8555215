import type { Step } from '#containers/contract/bundle.ts';
import type { CreateProgress } from '#containers/contract/environment.ts';
import type { Clock } from '#containers/providers/surroundings.ts';

export interface PlannedStep {
  readonly id: string;
  readonly title: string;
  /** From measurements; see docs/design/0003-environments.md. */
  readonly expectedMs: number;
  /** Steps that have to end before this one begins; only the estimate uses it. */
  readonly after?: readonly string[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Keeps the steps of one creation and tells a listener about every change. */
export class StepBoard {
  readonly #plan: readonly PlannedStep[];
  readonly #clock: Clock;
  readonly #steps: Map<string, Mutable<Step>>;
  #onChange: () => void = () => undefined;
  #waitedMs = 0;

  constructor(plan: readonly PlannedStep[], clock: Clock) {
    this.#plan = plan;
    this.#clock = clock;
    this.#steps = new Map(
      plan.map(({ id, title, expectedMs }) => [id, { id, title, expectedMs, state: 'pending' }]),
    );
  }

  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** Runs one step: `running` while it works, then `done`, or `failed` when it throws. */
  async run<T>(id: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T> {
    const step = this.#steps.get(id);
    if (step === undefined) throw new TypeError(`no step ${id} was planned`);
    this.#change(step, { state: 'running', startedAt: this.#clock.now().toISOString() });
    try {
      const result = await work((detail) => this.#change(step, { detail }));
      this.#change(step, { state: 'done', endedAt: this.#clock.now().toISOString() });
      return result;
    } catch (error) {
      this.#change(step, { state: 'failed', endedAt: this.#clock.now().toISOString() });
      throw error;
    }
  }

  /** One part has had no room for so long; parts that begin together also wait together. */
  waited(ms: number): void {
    this.#waitedMs = Math.max(this.#waitedMs, ms);
    this.#onChange();
  }

  snapshot(): CreateProgress {
    const steps = [...this.#steps.values()].map((step) => ({ ...step }));
    const waited = this.#waitedMs > 0 ? { waitedMs: this.#waitedMs } : {};
    return { steps, etaMs: this.#etaMs(), ...waited };
  }

  #change(step: Mutable<Step>, change: Partial<Step>): void {
    Object.assign(step, change);
    this.#onChange();
  }

  /** Longest way through the steps that are left: some of them run side by side. */
  #etaMs(): number {
    const endsIn = new Map<string, number>();
    for (const { id, after = [] } of this.#plan) {
      const begin = Math.max(0, ...after.map((earlier) => endsIn.get(earlier) ?? 0));
      endsIn.set(id, begin + this.#leftMs(id));
    }
    return Math.round(Math.max(0, ...endsIn.values()));
  }

  #leftMs(id: string): number {
    const step = this.#steps.get(id);
    if (step === undefined || step.state === 'done' || step.state === 'failed') return 0;
    if (step.startedAt === undefined) return step.expectedMs;
    const elapsed = this.#clock.now().getTime() - Date.parse(step.startedAt);
    // A step that is late has an unknown rest; a tenth keeps the estimate above nothing without making it up.
    return Math.max(step.expectedMs - elapsed, step.expectedMs / 10);
  }
}
