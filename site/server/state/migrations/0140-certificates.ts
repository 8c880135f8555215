import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Certificates: one a learner. Of a withdrawn one nothing is left but its number and when it was withdrawn. */
export const certificatesMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create table certificates (
      id text primary key,
      learner text,
      envelope text,
      issued_at timestamptz not null,
      withdrawn_at timestamptz
    )`.execute(db);
    await sql`create unique index certificates_by_learner on certificates (learner)`.execute(db);
  },
};
