import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Hands that learners raise in a cohort, and who came. */
export const handsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`create table hands (
    id text primary key,
    cohort text not null references cohorts (id) on delete cascade,
    attempt text not null references attempts (id) on delete cascade,
    text text not null,
    raised_at timestamptz not null,
    helper text,
    helper_name text,
    taken_at timestamptz,
    closed_at timestamptz
  )`,
  // One raised hand per attempt, even when two requests race.
  sql`create unique index hands_raised on hands (attempt) where closed_at is null`,
  sql`create index hands_by_cohort on hands (cohort, raised_at)`,
];
