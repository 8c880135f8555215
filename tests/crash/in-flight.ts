import { setTimeout as delay } from 'node:timers/promises';

/** Kinds of work that a kill has to meet. */
export const works = ['creating', 'checking', 'submitting', 'answering', 'importing'] as const;
export type Work = (typeof works)[number];

const lookEveryMs = 5;

/** What is asked of a server at this moment and not answered yet. */
export class InFlight {
  readonly #asked = new Map<Work, number>();

  async during<T>(work: Work, ask: () => Promise<T>): Promise<T> {
    this.#add(work, 1);
    try {
      return await ask();
    } finally {
      this.#add(work, -1);
    }
  }

  /** Returns as soon as such work is under way, and after `ms` all the same. */
  async next(work: Work, ms: number): Promise<void> {
    for (const end = performance.now() + ms; performance.now() < end;) {
      if (this.now().includes(work)) return;
      await delay(lookEveryMs);
    }
  }

  now(): readonly Work[] {
    return works.filter((work) => (this.#asked.get(work) ?? 0) > 0);
  }

  #add(work: Work, count: number): void {
    this.#asked.set(work, (this.#asked.get(work) ?? 0) + count);
  }
}
