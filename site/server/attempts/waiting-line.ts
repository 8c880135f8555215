import type { Fault } from '#containers/contract/fault.ts';
import type { Step } from '#containers/contract/bundle.ts';
import type { Attempt } from './attempt.ts';

export interface WaitingLineOptions {
  /** Environments that are made at the same time. */
  readonly atOnce: number;
  readonly now: () => Date;
  /** When the next running lab's time is over; `undefined` when none runs. */
  readonly nextEnd: () => Date | undefined;
}

/** Until it is known from this machine. */
const usualMs = 20_000;
const newestWeight = 0.3;
const msPerMinute = 60_000;

/** Learners whose environment is not being made yet, in their order. Each is told its place and what it waits for. */
export class WaitingLine {
  readonly #options: WaitingLineOptions;
  #waiting: readonly Attempt[] = [];
  #obstacle: { readonly attempt: Attempt; readonly fault: Fault } | undefined;
  #typicalMs = usualMs;

  constructor(options: WaitingLineOptions) {
    this.#options = options;
  }

  /** `isFree`: its turn comes at once. */
  join(attempt: Attempt, isFree: boolean): void {
    this.#waiting = [...this.#waiting, attempt];
    if (isFree) attempt.enter({ state: 'creating', steps: [], etaMs: Math.round(this.#typicalMs) });
    else this.#tellAll();
  }

  /** Its turn has come, or it does not wait any longer. */
  leave(attempt: Attempt): void {
    if (!this.#waiting.includes(attempt)) return;
    this.#waiting = this.#waiting.filter((other) => other !== attempt);
    if (this.#obstacle?.attempt === attempt) this.#obstacle = undefined;
    this.#tellAll();
  }

  /** Its turn has come, and the machine has no room for it. */
  stuck(attempt: Attempt, fault: Fault): void {
    this.#obstacle = { attempt, fault };
    this.#tellAll();
  }

  /** How long it took to make one, without any wait for room. */
  learn(ms: number): void {
    this.#typicalMs += (ms - this.#typicalMs) * newestWeight;
  }

  #tellAll(): void {
    for (const [before, attempt] of this.#waiting.entries()) this.#tell(attempt, before);
  }

  #tell(attempt: Attempt, before: number): void {
    const obstacle = this.#obstacle;
    const rounds = Math.floor(before / this.#options.atOnce) + 2;
    // Whoever waits for room waits until somebody leaves; nobody knows when.
    const etaMs = obstacle === undefined ? { etaMs: Math.round(rounds * this.#typicalMs) } : {};
    const step: Step = {
      id: 'place',
      title: 'Your turn comes',
      state: 'running',
      expectedMs: usualMs,
      detail: [placeOf(before), obstacle === undefined ? '' : this.#reason(obstacle.fault)]
        .filter(Boolean)
        .join('. '),
    };
    attempt.enter({ state: 'creating', steps: [step], ...etaMs });
  }

  #reason({ message }: Fault): string {
    const end = this.#options.nextEnd();
    if (end === undefined) return message;
    const minutes = Math.max(1, Math.ceil((end.getTime() - this.#options.now().getTime()) / msPerMinute));
    return `${message} The next lab's time is over in ${minutes} min`;
  }
}

function placeOf(before: number): string {
  if (before === 0) return 'You are next';
  return before === 1 ? 'One lab is before yours' : `${before} labs are before yours`;
}
