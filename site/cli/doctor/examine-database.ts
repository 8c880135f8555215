import { Client } from 'pg';
import { migrationNames } from '#site/server/state/open-database.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

const answerMs = 5_000;
/** What CI runs against, and the oldest that PostgreSQL's own project still mends. */
const oldest = 15;

/** Whether a given PostgreSQL answers, is new enough, and was not used by a newer Kindlab. Never says its address, which holds a password. */
export async function examineDatabase(databaseUrl: string): Promise<Finding> {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  });
  // Whoever waits for a query is told by that query; without a listener the process would end.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>('show server_version');
    return judgeDatabase(rows[0]?.version ?? '', await migrationsIn(client));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return problem(
      'database',
      `The given PostgreSQL does not answer (${why}).`,
      'Look whether it runs, and whether address, name and password are right.',
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function migrationsIn(client: Client): Promise<readonly string[]> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `select to_regclass('kysely_migration') is not null as there`,
  );
  if (found[0]?.there !== true) return [];
  const { rows } = await client.query<{ name: string }>('select name from kysely_migration');
  return rows.map(({ name }) => name);
}

/** `migrations`: those that it has been through. */
export function judgeDatabase(version: string, migrations: readonly string[]): Finding {
  const strange = migrations.filter((name) => !migrationNames.includes(name));
  if (strange.length > 0)
    return problem(
      'database',
      `The database was used by a newer Kindlab (${strange.join(', ')}).`,
      'Run that version, or restore a backup that an older one made.',
    );
  if (Number.parseInt(version, 10) < oldest)
    return warning(
      'database',
      `PostgreSQL ${version} is older than any that Kindlab is tested with (${String(oldest)}).`,
      'Upgrade it.',
    );
  return ok('database', `PostgreSQL ${version} answers.`);
}
