import type { GradingJob } from '../state/job-rows.ts';

type Waiting = Pick<GradingJob, 'number' | 'owner'>;

/** Who had a turn when, so that nobody waits behind everything that somebody else has sent. */
export class Turns {
  readonly #lastTurn = new Map<string, number>();
  #turn = 0;

  /** Of the jobs that each owner has waiting longest, that of whoever had a turn longest ago; among those the oldest. */
  next<Job extends Waiting>(waiting: readonly Job[]): Job | undefined {
    const turnOf = ({ owner }: Waiting): number => this.#lastTurn.get(owner) ?? 0;
    const [first] = waiting.toSorted((a, b) => turnOf(a) - turnOf(b) || a.number - b.number);
    if (first !== undefined) this.#lastTurn.set(first.owner, (this.#turn += 1));
    return first;
  }
}
