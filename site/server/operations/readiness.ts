import { Fault } from '#containers/contract/fault.ts';
import type { BundleProgress } from '#containers/contract/bundle.ts';
import type { EnvironmentProvider } from '#containers/contract/environment.ts';

/** One thing that a learner needs from this server. */
export interface ReadyCheck {
  readonly name: ReadyCheckName;
  readonly ready: boolean;
  /** Why not, and what to do; absent when it is ready. */
  readonly reasons?: readonly string[];
}

export const readyCheckNames = ['database', 'pages', 'runtime', 'environments'] as const;
export type ReadyCheckName = (typeof readyCheckNames)[number];

export interface ReadinessSources {
  /** Rejects when the database can not be asked. */
  readonly askDatabase: () => Promise<unknown>;
  /** Rejects with a Fault when the site is not built. */
  readonly askPages: () => Promise<unknown>;
  readonly runtime: () => BundleProgress;
  /** `undefined` until the runtime is ready. */
  readonly provider: () => EnvironmentProvider | undefined;
}

const answerMs = 3000;
/** Probes come often, and each look at the engine costs it something. */
const keepMs = 2000;

/** Says truthfully whether a learner could start a lab now, and if not, why. Answers within seconds whatever hangs. */
export class Readiness {
  readonly #sources: ReadinessSources;
  readonly #now: () => number;
  readonly #kept = new Map<ReadyCheckName, { readonly atMs: number; readonly check: Promise<ReadyCheck> }>();

  constructor(sources: ReadinessSources, now: () => number = Date.now) {
    this.#sources = sources;
    this.#now = now;
  }

  /** All checks but the excluded ones, in their order. */
  check(exclude: ReadonlySet<string> = new Set()): Promise<readonly ReadyCheck[]> {
    const names = readyCheckNames.filter((name) => !exclude.has(name));
    return Promise.all(names.map((name) => this.#recent(name)));
  }

  #recent(name: ReadyCheckName): Promise<ReadyCheck> {
    const kept = this.#kept.get(name);
    if (kept !== undefined && this.#now() - kept.atMs < keepMs) return kept.check;
    const check = within(name, this.#look(name)).then((reasons) =>
      reasons.length === 0 ? { name, ready: true } : { name, ready: false, reasons },
    );
    this.#kept.set(name, { atMs: this.#now(), check });
    return check;
  }

  async #look(name: ReadyCheckName): Promise<readonly string[]> {
    const { askDatabase, askPages, runtime, provider } = this.#sources;
    switch (name) {
      case 'database':
        await askDatabase();
        return [];
      case 'pages':
        await askPages();
        return [];
      case 'runtime':
        return runtimeReasons(runtime());
      case 'environments':
        return environmentReasons(provider());
    }
  }
}

function runtimeReasons({ state, steps, error, etaMs }: BundleProgress): readonly string[] {
  if (state === 'ready') return [];
  if (state === 'failed')
    return [`${error?.message ?? 'The runtime could not be prepared.'} ${error?.hint ?? ''}`.trim()];
  const running = steps.find((step) => step.state === 'running')?.title;
  const what =
    running === undefined ? 'The runtime is being looked for' : `The runtime is being prepared: ${running}`;
  return [etaMs === undefined ? `${what}.` : `${what}; about ${Math.ceil(etaMs / 1000)} s left.`];
}

async function environmentReasons(provider: EnvironmentProvider | undefined): Promise<readonly string[]> {
  if (provider === undefined) return ['Environments can be made once the runtime is ready.'];
  const obstacles = await provider.preflight(AbortSignal.timeout(answerMs));
  return obstacles.map(({ what, fix }) => `${what} ${fix}`);
}

/** What fails or takes too long is a reason, not an error: whoever asks wants to know just that. */
async function within(name: string, look: Promise<readonly string[]>): Promise<readonly string[]> {
  const late = Promise.withResolvers<readonly string[]>();
  const timer = setTimeout(
    () => late.resolve([`The ${name} check had no answer within ${answerMs / 1000} s.`]),
    answerMs,
  );
  try {
    return await Promise.race([look, late.promise]);
  } catch (error) {
    if (error instanceof Fault) return [`${error.message} ${error.hint}`];
    return [`The ${name} check failed: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    clearTimeout(timer);
  }
}
