import type { EnvironmentSpec } from '#containers/contract/environment.ts';
import type { PoolWish } from '#containers/sessions/pool.ts';
import type { Catalog } from '#labs/lab.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import { listMembers } from '../state/cohort-member-rows.ts';
import { listCohorts, type Cohort } from '../state/cohort-rows.ts';
import type { Database } from '../state/open-database.ts';
import { makeSeconds } from './make-seconds.ts';
import { nextLab, type NextLab } from './next-lab.ts';
import { openingsOf } from './openings.ts';
import { warmWish, type Expected } from './warm-wish.ts';

export interface ClassWarmerOptions {
  readonly db: Database;
  readonly catalog: Catalog;
  readonly book: AttemptBook;
  readonly now: () => Date;
  /** What waits when no class is near. */
  readonly usual: () => Promise<number>;
  /** Whether the environment of an attempt may reach out. */
  readonly mayReachOut: (attempt: string) => boolean;
}

const dayMs = 24 * 3_600_000;

/**
 * Knows how many environments are to wait, and for which lab: for a class that is about to begin, from the cohorts and who
 * sits in them, and else for those who are nearly through with a lab.
 */
export class ClassWarmer {
  readonly #options: ClassWarmerOptions;

  constructor(options: ClassWarmerOptions) {
    this.#options = options;
  }

  async wish(): Promise<PoolWish> {
    const { db, usual, now } = this.#options;
    const at = now();
    const expected: Expected[] = [];
    for (const cohort of await listCohorts(db))
      if (cohort.endsAt > at && cohort.startsAt.getTime() < at.getTime() + dayMs)
        expected.push(...(await this.#expected(cohort)));
    const { size, lab, egress } = warmWish(expected, await usual(), at);
    const wanted = lab === undefined ? this.#next() : { lab, egress };
    const spec = wanted === undefined ? undefined : this.#specOf(wanted);
    return { size, ...(spec === undefined ? {} : { spec }) };
  }

  #next(): NextLab | undefined {
    const { book, catalog, mayReachOut } = this.#options;
    const standings = book.list().map((attempt) => ({
      learner: attempt.row.learner,
      lab: attempt.lab.id,
      left: attempt.unproven().length,
      egress: mayReachOut(attempt.id),
    }));
    return nextLab(
      standings,
      catalog.labs.map(({ id }) => id),
    );
  }

  #specOf({ lab, egress }: NextLab): EnvironmentSpec | undefined {
    const found = this.#options.catalog.labs.find(({ id }) => id === lab);
    if (found === undefined) return undefined;
    const spec = { ...found.environment, lab: found.id };
    return egress ? spec : { ...spec, egress: 'denied' };
  }

  async #expected(cohort: Cohort): Promise<readonly Expected[]> {
    const { db, catalog, book } = this.#options;
    const members = await listMembers(db, cohort.id);
    const learners = members.filter(({ role }) => role === 'learner');
    const openings = openingsOf(
      cohort,
      catalog.labs.map(({ id }) => id),
    );
    return openings.map((opening) => ({
      ...opening,
      egress: cohort.egress,
      waiting: learners.filter(({ account }) => book.find(account, opening.lab) === undefined).length,
      makeMs: makeSeconds(catalog.labs.find(({ id }) => id === opening.lab)) * 1000,
    }));
  }
}
