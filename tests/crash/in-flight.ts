/** Kinds of work that a kill has to meet. */
export const works = ['creating', 'checking', 'submitting', 'answering', 'importing'] as const;
export type Work = (typeof works)[number];

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

  now(): readonly Work[] {
    return works.filter((work) => (this.#asked.get(work) ?? 0) > 0);
  }

  #add(work: Work, count: number): void {
    this.#asked.set(work, (this.#asked.get(work) ?? 0) + count);
  }
}
