import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** When a message was taken or given up on, so that old ones can go. */
export const outboxAgeMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  sql`alter table outbox add column ended_at timestamptz`,
  sql`update outbox set ended_at = created_at where state <> 'pending'`,
  sql`create index outbox_ended on outbox (ended_at) where ended_at is not null`,
];
