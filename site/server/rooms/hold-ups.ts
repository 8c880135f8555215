import type { ExerciseReport } from '#checkers/report.ts';

export interface HoldUp {
  readonly check: string;
  readonly claim: string;
  readonly since: Date;
}

/** Remembers since when an attempt has been held up by the same check. */
export class HoldUps {
  readonly #now: () => Date;
  readonly #current = new Map<string, HoldUp & { readonly exercise: string }>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** The first check of the report that does not hold; what is our fault or waits for another holds nobody up. */
  follow(attempt: string, report: ExerciseReport | undefined): HoldUp | undefined {
    const found = report?.checks.find(({ outcome: { kind } }) => kind === 'failed' || kind === 'settling');
    if (report === undefined || found === undefined) {
      this.#current.delete(attempt);
      return undefined;
    }
    const before = this.#current.get(attempt);
    if (before?.check === found.id && before.exercise === report.exercise) return before;
    const holdUp = { exercise: report.exercise, check: found.id, claim: found.claim, since: this.#now() };
    this.#current.set(attempt, holdUp);
    return holdUp;
  }

  forget(attempt: string): void {
    this.#current.delete(attempt);
  }
}
