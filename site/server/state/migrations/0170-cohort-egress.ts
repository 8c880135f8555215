import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Whether environments of a cohort may reach anything beyond the server's machine. */
export const cohortEgressMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table cohorts add column egress boolean not null default true`.execute(db);
  },
};
