import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What other systems are still to be told. */
export const outboxMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  // The learner is no reference: the one local learner has no account.
  sql`create table outbox (
    number bigint generated always as identity primary key,
    id text not null unique,
    channel text not null,
    receiver text not null,
    cohort text references cohorts (id) on delete cascade,
    learner text not null,
    body jsonb not null,
    state text not null,
    tries jsonb not null default '[]',
    created_at timestamptz not null
  )`,
  sql`create index outbox_open on outbox (channel, number) where state = 'pending'`,
  sql`create index outbox_by_receiver on outbox (channel, receiver, number)`,
  sql`create index outbox_by_learner on outbox (learner)`,
];
