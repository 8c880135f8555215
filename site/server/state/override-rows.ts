import type { Database } from './open-database.ts';

/** A mark that somebody set by hand. */
export interface Override {
  readonly learner: string;
  readonly lab: string;
  readonly exercise: string;
  /** `null`: the computed mark counts again. */
  readonly points: number | null;
  readonly reason: string;
  readonly author: { readonly id: string; readonly name: string };
  readonly at: Date;
}

export async function appendOverride(db: Database, cohort: string, override: Override): Promise<void> {
  const { author, ...rest } = override;
  await db
    .insertInto('mark_overrides')
    .values({ ...rest, cohort, author: author.id, author_name: author.name })
    .execute();
}

/** All that were ever set, oldest first. */
export async function listOverrides(db: Database, cohort: string): Promise<readonly Override[]> {
  const rows = await db
    .selectFrom('mark_overrides')
    .selectAll()
    .where('cohort', '=', cohort)
    .orderBy('id')
    .execute();
  return rows.map(({ learner, lab, exercise, points, reason, author, author_name, at }) => ({
    learner,
    lab,
    exercise,
    points,
    reason,
    author: { id: author, name: author_name },
    at,
  }));
}
