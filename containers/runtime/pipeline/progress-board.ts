import type { BundleProgress, Step } from '#containers/contract/bundle.ts';
import { Fault } from '#containers/contract/fault.ts';
import { estimateRemaining, type PlannedStep } from '#containers/runtime/pipeline/estimate-remaining.ts';
import type { PipelineStep } from '#containers/runtime/pipeline/step.ts';

const detailLength = 120;

/** Keeps what a person sees of a pipeline and tells the listener, whole, at every change. */
export class ProgressBoard {
  readonly #steps = new Map<string, PlannedStep>();
  readonly #listener: (progress: BundleProgress) => void;
  readonly #lanes: number;
  #source: BundleProgress['source'];
  #state: BundleProgress['state'] = 'checking';
  #error: BundleProgress['error'];

  constructor(listener: (progress: BundleProgress) => void, lanes: number) {
    this.#listener = listener;
    this.#lanes = lanes;
  }

  /** Names every step that will be shown; from here on there is an estimate. */
  plan(source: NonNullable<BundleProgress['source']>, steps: readonly PipelineStep[]): void {
    this.#source = source;
    this.#state = 'preparing';
    this.#steps.delete('engine');
    for (const { id, title, expectedMs, needs } of steps) {
      this.#steps.set(id, { id, title, expectedMs, state: 'pending', needs: needs.map((need) => need.id) });
    }
    this.#tell();
  }

  /** Something that happens before, or beside, the steps: shown as the one step there is until a plan exists. */
  note(detail: string): void {
    if (this.#state !== 'checking') return;
    const title = 'Get the Docker engine ready';
    const step = this.#steps.get('engine') ?? {
      id: 'engine',
      title,
      expectedMs: 10_000,
      state: 'running',
      needs: [],
    };
    this.#steps.set('engine', { ...step, detail: detail.slice(0, detailLength) });
    this.#tell();
  }

  start(id: string): void {
    this.#change(id, { state: 'running', startedAt: new Date().toISOString() });
  }

  report(id: string, progress: { readonly detail?: string; readonly fraction?: number }): void {
    const { detail, fraction } = progress;
    this.#change(id, {
      ...(detail === undefined ? {} : { detail: detail.slice(0, detailLength) }),
      ...(fraction === undefined ? {} : { fraction: Math.min(1, Math.max(0, fraction)) }),
    });
  }

  /** `kept`: the result was there already, so its time says nothing about this machine. */
  done(id: string, how: 'made' | 'kept'): void {
    this.#change(id, {
      state: 'done',
      fraction: 1,
      ...(how === 'made' ? { endedAt: new Date().toISOString() } : {}),
    });
  }

  ready(): void {
    this.#state = 'ready';
    this.#tell();
  }

  fail(error: unknown, id?: string): void {
    const fault = error instanceof Fault ? error : undefined;
    this.#state = 'failed';
    this.#error = {
      code: fault?.code ?? 'BUNDLE_STEP',
      message: error instanceof Error ? error.message : String(error),
      hint: fault?.hint ?? 'Start again: it goes on from the last finished step.',
    };
    if (id === undefined) this.#tell();
    else this.#change(id, { state: 'failed', endedAt: new Date().toISOString() });
  }

  get steps(): readonly PlannedStep[] {
    return [...this.#steps.values()];
  }

  #change(id: string, change: Partial<Step>): void {
    const step = this.#steps.get(id);
    if (step === undefined) return;
    this.#steps.set(id, { ...step, ...change });
    this.#tell();
  }

  #tell(): void {
    const etaMs = estimateRemaining(this.steps, Date.now(), this.#lanes);
    this.#listener({
      state: this.#state,
      ...(this.#source === undefined ? {} : { source: this.#source }),
      steps: this.steps.map(shown),
      ...(this.#state === 'preparing' ? { etaMs } : {}),
      ...(this.#error === undefined ? {} : { error: this.#error }),
    });
  }
}

/** What the contract shows of a step. */
function shown(planned: PlannedStep): Step {
  const step: Step & { needs?: unknown } = { ...planned };
  delete step.needs;
  return step;
}
