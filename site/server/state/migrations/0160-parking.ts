import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** When an attempt that was put aside was brought back: the life of its environment counts from there. */
export const parkingMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table attempts add column resumed_at timestamptz`.execute(db);
  },
};
