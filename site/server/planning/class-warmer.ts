import type { PoolWish } from '#containers/sessions/pool.ts';
import type { Catalog } from '#labs/lab.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import { listMembers } from '../state/cohort-member-rows.ts';
import { listCohorts, type Cohort } from '../state/cohort-rows.ts';
import type { Database } from '../state/open-database.ts';
import { makeSeconds } from './make-seconds.ts';
import { openingsOf } from './openings.ts';
import { warmWish, type Expected } from './warm-wish.ts';

export interface ClassWarmerOptions {
  readonly db: Database;
  readonly catalog: Catalog;
  readonly book: AttemptBook;
  readonly now: () => Date;
  /** What waits when no class is near. */
  readonly usual: () => Promise<number>;
}

const dayMs = 24 * 3_600_000;

/** Knows how many environments are to wait for a class that is about to begin, from the cohorts and who sits in them. */
export class ClassWarmer {
  readonly #options: ClassWarmerOptions;

  constructor(options: ClassWarmerOptions) {
    this.#options = options;
  }

  async wish(): Promise<PoolWish> {
    const { db, catalog, usual, now } = this.#options;
    const at = now();
    const expected: Expected[] = [];
    for (const cohort of await listCohorts(db))
      if (cohort.endsAt > at && cohort.startsAt.getTime() < at.getTime() + dayMs)
        expected.push(...(await this.#expected(cohort)));
    const { size, lab, egress } = warmWish(expected, await usual(), at);
    const found = catalog.labs.find(({ id }) => id === lab);
    if (found === undefined) return { size };
    const spec = { ...found.environment, lab: found.id };
    return { size, spec: egress ? spec : { ...spec, egress: 'denied' } };
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
