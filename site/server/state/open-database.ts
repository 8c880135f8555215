import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Kysely, PostgresDialect, type Dialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { Fault } from '#containers/contract/fault.ts';
import { embeddedDialect } from './embedded-dialect.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { attemptsMigration } from './migrations/0001-attempts.ts';
import { accountsMigration } from './migrations/0120-accounts.ts';
import { cohortsMigration } from './migrations/0121-cohorts.ts';
import { handsMigration } from './migrations/0130-hands.ts';
import { marksMigration } from './migrations/0131-marks.ts';
import { certificatesMigration } from './migrations/0140-certificates.ts';
import { graderApiMigration } from './migrations/0150-grader-api.ts';
import { parkingMigration } from './migrations/0160-parking.ts';
import { cohortEgressMigration } from './migrations/0170-cohort-egress.ts';
import { kubeconfigMigration } from './migrations/0180-kubeconfig.ts';
import { outboxMigration } from './migrations/0190-outbox.ts';
import { ltiMigration } from './migrations/0191-lti.ts';
import { cohortWebhooksMigration } from './migrations/0210-cohort-webhooks.ts';
import { outboxAgeMigration } from './migrations/0220-outbox-age.ts';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;

export interface DatabaseOptions {
  readonly dataDir: string;
  /** A PostgreSQL to use in place of the embedded one. */
  readonly databaseUrl?: string | undefined;
  /** The last migration to run; absent: all. */
  readonly upTo?: string | undefined;
  /** Told when the embedded one has ended and is opened again. */
  readonly log?: Logger | undefined;
}

/** Every migration there is, in order. Names are permanent: databases remember them. */
const migrations = {
  '0001-attempts': attemptsMigration,
  '0120-accounts': accountsMigration,
  '0121-cohorts': cohortsMigration,
  '0130-hands': handsMigration,
  '0131-marks': marksMigration,
  '0140-certificates': certificatesMigration,
  '0150-grader-api': graderApiMigration,
  '0160-parking': parkingMigration,
  '0170-cohort-egress': cohortEgressMigration,
  '0180-kubeconfig': kubeconfigMigration,
  '0190-outbox': outboxMigration,
  '0191-lti': ltiMigration,
  '0210-cohort-webhooks': cohortWebhooksMigration,
  '0220-outbox-age': outboxAgeMigration,
};
export const migrationNames: readonly string[] = Object.keys(migrations);

/** Opens the embedded or the given PostgreSQL and brings its tables up to date; closes it again if that fails. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  let db: Database | undefined;
  try {
    db = new Kysely<Schema>({ dialect: await dialectFor(options) });
    await migrate(db, options.upTo);
    return db;
  } catch (cause) {
    await db?.destroy();
    throw cannotOpen(options, cause);
  }
}

/** Where the embedded database is. */
export function embeddedFolder(dataDir: string): string {
  return path.join(dataDir, 'db');
}

async function dialectFor({ dataDir, databaseUrl, log }: DatabaseOptions): Promise<Dialect> {
  if (databaseUrl !== undefined) {
    const pool = new Pool({ connectionString: databaseUrl, max: 8, connectionTimeoutMillis: 5000 });
    // A connection that breaks is replaced, and whoever waits for a query on it is told by that query. Without
    // listeners, of idle ones on the pool and of those in use on themselves, the process would end.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    return new PostgresDialect({ pool });
  }
  const folder = embeddedFolder(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return embeddedDialect(new EmbeddedStore({ folder, log }));
}

async function migrate(db: Database, upTo: string | undefined): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('A migration failed.', { cause: error });
}

function cannotOpen({ dataDir, databaseUrl }: DatabaseOptions, cause: unknown): Fault {
  const which = databaseUrl === undefined ? `the embedded database in ${dataDir}/db` : 'the given PostgreSQL';
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Fault({
    code: 'CONFIG_INVALID',
    message: `Progress can't be stored: ${which} did not open (${why}).`,
    hint:
      databaseUrl === undefined
        ? 'Check that the data folder is writable and its disk not full, or choose another folder with --data-dir.'
        : 'Check that the PostgreSQL server answers at the given address with these credentials.',
    cause,
  });
}
