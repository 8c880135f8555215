import prettyMs from 'pretty-ms';
import type { BundleProgress, Step } from '#containers/contract/bundle.ts';

export interface Screen {
  readonly isTTY: boolean;
  /** A live line longer than this would wrap and could not be taken back. */
  readonly columns?: number | undefined;
  write(text: string): void;
}

const spacingMs = 1_000;

/** Tells a person at a console what the lab runtime is still preparing: one live line, or plain lines when piped. */
export class RuntimeView {
  readonly #screen: Screen;
  readonly #now: () => number;
  readonly #told = new Set<string>();
  #lastMs = 0;
  #live = false;

  constructor(screen: Screen, now: () => number = Date.now) {
    this.#screen = screen;
    this.#now = now;
  }

  show(progress: BundleProgress): void {
    if (progress.state === 'ready') return this.#end('Lab runtime: ready.');
    if (progress.state === 'failed') {
      const { message, hint } = progress.error ?? { message: 'unknown', hint: 'see the log' };
      return this.#end(`Lab runtime: failed. ${message}\n→ ${hint}`);
    }
    if (this.#screen.isTTY) this.#showLive(progress);
    else this.#showSteps(progress);
  }

  #showLive(progress: BundleProgress): void {
    if (this.#now() - this.#lastMs < spacingMs) return;
    this.#lastMs = this.#now();
    this.#live = true;
    this.#screen.write(`\r\u001b[2K${summary(progress).slice(0, (this.#screen.columns ?? 80) - 1)}`);
  }

  #showSteps({ steps }: BundleProgress): void {
    for (const step of steps) {
      const key = `${step.id}:${step.state}`;
      if (step.state === 'pending' || this.#told.has(key)) continue;
      this.#told.add(key);
      this.#screen.write(`Lab runtime: ${stepLine(step)}\n`);
    }
  }

  #end(line: string): void {
    this.#screen.write(`${this.#live ? '\r\u001b[2K' : ''}${line}\n`);
    this.#live = false;
  }
}

function summary({ steps, etaMs }: BundleProgress): string {
  const done = steps.filter(({ state }) => state === 'done').length;
  const running = steps.filter(({ state }) => state === 'running').map(({ title }) => title);
  const left = etaMs === undefined ? '' : `, about ${prettyMs(etaMs, { compact: true })} left`;
  const count = steps.length === 0 ? 'checking' : `${done}/${steps.length}`;
  return `Lab runtime: ${count}${left}${running.length === 0 ? '' : ` — ${running.join(' · ')}`}`;
}

function stepLine({ title, state, startedAt, endedAt, expectedMs }: Step): string {
  if (state === 'running') return `${title} … (about ${prettyMs(expectedMs, { compact: true })})`;
  if (startedAt === undefined || endedAt === undefined) return `${title}: ${state}`;
  return `${title}: ${state} in ${prettyMs(Date.parse(endedAt) - Date.parse(startedAt), { compact: true })}`;
}
