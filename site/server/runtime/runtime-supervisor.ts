import type { Logger } from 'pino';
import type {
  BundleProgress,
  BundleSource,
  RuntimeBundle,
  VaultProduct,
} from '#containers/contract/bundle.ts';
import type { EnvironmentProvider } from '#containers/contract/environment.ts';
import { reportTrouble, toTrouble } from '../incident.ts';
import { Listeners } from '../listeners.ts';

export interface PrepareBundleRequest {
  readonly source: BundleSource;
  readonly vault: VaultProduct;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BundleProgress) => void;
}

export interface RuntimeSupervisorOptions {
  readonly source: BundleSource;
  readonly vault: VaultProduct;
  readonly prepareBundle: (request: PrepareBundleRequest) => Promise<RuntimeBundle>;
  readonly makeProvider: (bundle: RuntimeBundle) => EnvironmentProvider | Promise<EnvironmentProvider>;
  /** Called once per process, when environments can be made. */
  readonly onReady: (provider: EnvironmentProvider) => Promise<void>;
  readonly log: Logger;
}

const preflightDeadlineMs = 30_000;

/** Gets the runtime ready in the background, says how far it is, and starts over when asked after a failure. */
export class RuntimeSupervisor {
  readonly changes: Listeners<BundleProgress>;
  readonly #options: RuntimeSupervisorOptions;
  readonly #stop = new AbortController();
  #status: BundleProgress = { state: 'checking', steps: [] };
  #running: Promise<void> | undefined;
  #provider: EnvironmentProvider | undefined;
  #bundle: RuntimeBundle | undefined;

  constructor(options: RuntimeSupervisorOptions) {
    this.#options = options;
    this.changes = new Listeners((error) => reportTrouble(options.log, error, { part: 'runtime' }));
  }

  get status(): BundleProgress {
    return this.#status;
  }

  /** What environments are made from; `undefined` until it is there. */
  get bundle(): RuntimeBundle | undefined {
    return this.#bundle;
  }

  /** `undefined` until environments can be made. */
  get provider(): EnvironmentProvider | undefined {
    return this.#provider;
  }

  /** Starts, or starts over after a failure. Does nothing while it runs or once it is ready. */
  start(): void {
    if (this.#running !== undefined || this.#provider !== undefined || this.#stop.signal.aborted) return;
    this.#running = this.#prepare().finally(() => {
      this.#running = undefined;
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #prepare(): Promise<void> {
    const { source, vault, prepareBundle, makeProvider, onReady, log } = this.#options;
    const signal = this.#stop.signal;
    this.#publish({ state: 'checking', steps: [] });
    try {
      const onProgress = (progress: BundleProgress): void => this.#hear(progress);
      const bundle = await prepareBundle({ source, vault, signal, onProgress });
      this.#bundle = bundle;
      const provider = await makeProvider(bundle);
      await logObstacles(provider, signal, log);
      await onReady(provider);
      this.#provider = provider;
      this.#publish({ state: 'ready', source: bundle.source, steps: this.#status.steps, etaMs: 0 });
      log.info({ recipe: bundle.recipe, source: bundle.source }, 'runtime ready');
    } catch (error) {
      if (signal.aborted) return;
      const fault = reportTrouble(log, error, { part: 'runtime' });
      this.#publish({ ...withoutEta(this.#status), state: 'failed', error: toTrouble(fault) });
    }
  }

  /** `ready` is ours to say: the bundle being there is not enough. */
  #hear(progress: BundleProgress): void {
    this.#publish(progress.state === 'ready' ? { ...progress, state: 'preparing' } : progress);
  }

  #publish(status: BundleProgress): void {
    this.#status = status;
    this.changes.emit(status);
  }
}

function withoutEta(status: BundleProgress): Omit<BundleProgress, 'etaMs'> {
  const { etaMs: _, ...rest } = status;
  return rest;
}

/** Obstacles are for the log here: what runs already has to be found again even where nothing new could start. */
async function logObstacles(provider: EnvironmentProvider, signal: AbortSignal, log: Logger): Promise<void> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(preflightDeadlineMs)]);
  for (const { code, what, fix } of await provider.preflight(bounded)) log.warn({ code, hint: fix }, what);
}
