import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Whether learners of a cohort may take a kubeconfig along; nobody may whom nobody has allowed it. */
export const kubeconfigMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table cohorts add column kubeconfig boolean not null default false`.execute(db);
  },
};
