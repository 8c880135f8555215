import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Cohorts: who takes the course together, under which rules, and what they are told. */
export const cohortsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`create table cohorts (
    id text primary key,
    name text not null,
    course text not null,
    time_zone text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    seats integer not null,
    lease_minutes integer,
    most_running integer,
    hints boolean not null,
    trace boolean not null,
    max_attempts integer,
    created_by text not null,
    created_at timestamptz not null
  )`,
  sql`create table cohort_labs (
    cohort text not null references cohorts (id) on delete cascade,
    lab text not null,
    opens_at timestamptz,
    closes_at timestamptz,
    graded boolean not null,
    primary key (cohort, lab)
  )`,
  sql`create table cohort_members (
    cohort text not null references cohorts (id) on delete cascade,
    account text not null references accounts (id) on delete cascade,
    role text not null,
    joined_at timestamptz not null,
    primary key (cohort, account)
  )`,
  sql`create index cohort_members_by_account on cohort_members (account)`,
  sql`create table attempt_cohorts (
    attempt text primary key references attempts (id) on delete cascade,
    cohort text not null references cohorts (id) on delete cascade
  )`,
  sql`create index attempt_cohorts_by_cohort on attempt_cohorts (cohort)`,
  sql`create table announcements (
    id text primary key,
    cohort text not null references cohorts (id) on delete cascade,
    author_name text not null,
    text text not null,
    recipients jsonb,
    at timestamptz not null
  )`,
  sql`create index announcements_by_cohort on announcements (cohort, at)`,
];
