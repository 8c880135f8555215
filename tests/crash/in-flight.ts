import { setTimeout as delay } from 'node:timers/promises';

/** Kinds of work that a kill has to meet. */
export const works = ['creating', 'checking', 'submitting', 'answering', 'importing'] as const;
export type Work = (typeof works)[number];

const lookEveryMs = 5;
/** An outage that met a kind of work in fewer than one of so many rounds says nothing about it. */
const oneOf = 5;

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

/** Which kinds of work an outage has met, and how often. */
export class Meetings {
  readonly #counts = new Map<Work, number>();
  #rounds = 0;

  get rounds(): number {
    return this.#rounds;
  }

  add(met: readonly Work[]): void {
    this.#rounds += 1;
    for (const work of met) this.#counts.set(work, this.#of(work) + 1);
  }

  toString(): string {
    return works.map((work) => `${work} ${String(this.#of(work))}`).join(', ');
  }

  /** What was met so seldom that the rounds are no proof for it. */
  problems(): readonly string[] {
    const least = Math.floor(this.#rounds / oneOf);
    return works
      .filter((work) => this.#of(work) < least)
      .map((work) => `only ${String(this.#of(work))} of ${String(this.#rounds)} rounds met ${work}`);
  }

  #of(work: Work): number {
    return this.#counts.get(work) ?? 0;
  }
}
