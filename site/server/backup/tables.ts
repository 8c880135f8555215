import { sql, type Kysely } from 'kysely';
import type { Schema } from '../state/schema.ts';

/** Kysely's own, which migrations make and fill. */
const bookkeeping = ['kysely_migration', 'kysely_migration_lock'];

/** Our tables, each after those that its rows refer to. */
export async function orderedTables(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name`.execute(db);
  const { rows: references } = await sql<{ from: string; to: string }>`
    select a.relname as "from", b.relname as "to" from pg_constraint c
    join pg_class a on a.oid = c.conrelid join pg_class b on b.oid = c.confrelid
    where c.contype = 'f' and c.conrelid <> c.confrelid`.execute(db);
  const names = tables.map(({ name }) => name).filter((name) => !bookkeeping.includes(name));
  const ordered = new Set<string>();
  const visit = (name: string, above: readonly string[]): void => {
    if (above.includes(name)) throw new Error(`Tables refer to each other: ${[...above, name].join(', ')}`);
    for (const { from, to } of references) if (from === name) visit(to, [...above, name]);
    ordered.add(name);
  };
  for (const name of names) visit(name, []);
  return [...ordered];
}

/** Migrations that these tables have been through, in order. */
export async function appliedMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

export async function countRows(db: Kysely<Schema>, table: string): Promise<number> {
  const { rows } = await sql<{
    count: string | number;
  }>`select count(*) as count from ${sql.table(table)}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}
