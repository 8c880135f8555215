import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Addresses that are told what happens in a cohort, and when a message is tried next. */
export const cohortWebhooksMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`create table cohort_webhooks (
    id text primary key,
    cohort text not null references cohorts (id) on delete cascade,
    url text not null,
    events jsonb not null,
    secret integer not null,
    rotated_at timestamptz,
    failing_since timestamptz,
    off_at timestamptz,
    off_why text,
    created_by text not null,
    created_at timestamptz not null
  )`,
  sql`create index cohort_webhooks_by_cohort on cohort_webhooks (cohort, created_at)`,
  sql`alter table outbox add column tries_before integer not null default 0, add column next_at timestamptz`,
  sql`create index outbox_by_cohort on outbox (channel, cohort, number)`,
];
