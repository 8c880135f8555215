import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which checks earned their points and when, how often somebody tried, rules for what comes late, and marks that were set by hand. */
export const marksMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`create table check_awards (
    attempt text not null references attempts (id) on delete cascade,
    exercise text not null,
    "check" text not null,
    points integer not null,
    at timestamptz not null,
    primary key (attempt, exercise, "check")
  )`,
  // What learners asked for by pressing Check, passed or not.
  sql`create table check_runs (
    id bigint generated always as identity primary key,
    attempt text not null references attempts (id) on delete cascade,
    exercise text not null,
    passed boolean not null,
    at timestamptz not null
  )`,
  sql`create index check_runs_by_attempt on check_runs (attempt, id)`,
  sql`alter table cohorts add column late_rule text not null default 'none'`,
  sql`alter table cohorts add column late_percent integer`,
  sql`alter table cohort_labs add column due_at timestamptz`,
  // Only ever added to: the newest of a learner's exercise counts, and none of them hides the computed mark.
  sql`create table mark_overrides (
    id bigint generated always as identity primary key,
    cohort text not null references cohorts (id) on delete cascade,
    learner text not null references accounts (id) on delete cascade,
    lab text not null,
    exercise text not null,
    points integer,
    reason text not null,
    author text not null,
    author_name text not null,
    at timestamptz not null
  )`,
  sql`create index mark_overrides_by_cohort on mark_overrides (cohort, id)`,
];
