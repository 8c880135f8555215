import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { sql, type Transaction } from 'kysely';
import { extract } from 'tar';
import { Fault } from '#containers/contract/fault.ts';
import { ifMissing } from '#containers/if-missing.ts';
import { sha256OfFile } from '#containers/runtime/pipeline/sha256.ts';
import { migrationNames, openDatabase, type Database } from '../state/open-database.ts';
import type { Schema } from '../state/schema.ts';
import { backupManifest, filesIn, manifestFile, tableFile, type BackupManifest } from './backup-manifest.ts';
import { appliedMigrations, countRows, orderedTables } from './tables.ts';

export interface RestoreRequest {
  /** The archive. */
  readonly file: string;
  /** Where no server works. What stands there already is moved aside, never removed. */
  readonly dataDir: string;
  /** An empty PostgreSQL to restore to, in place of the embedded database. */
  readonly databaseUrl?: string | undefined;
  /** Whether something may be moved aside. */
  readonly replace: boolean;
  readonly now: Date;
}

export interface Restored {
  readonly manifest: BackupManifest;
  /** Folder with what stood in the data folder before; `undefined`: nothing did. */
  readonly aside?: string;
}

const rowsAtOnce = 500;

/**
 * Makes a data folder (and database) what they were when the backup was written, and brings the tables up to date.
 * Everything is proven whole first; a fault leaves the data folder as it was.
 */
export async function restoreBackup(request: RestoreRequest): Promise<Restored> {
  const { file, dataDir, databaseUrl, now } = request;
  const place = await lookAtPlace(request);
  const above = path.dirname(path.resolve(dataDir));
  await mkdir(above, { recursive: true });
  const staging = await mkdtemp(path.join(above, '.kindlab-restore-'));
  try {
    const content = path.join(staging, 'content');
    const manifest = await unpack(file, content);
    const fresh = path.join(staging, 'data');
    await mkdir(fresh, { mode: 0o700 });
    if ((await readdir(content)).includes('files'))
      await cp(path.join(content, 'files'), fresh, { recursive: true });
    await fill({ content, manifest, fresh, databaseUrl });
    const aside = `${dataDir}.before-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
    if (place === 'taken') await rename(dataDir, aside);
    // An empty folder gives way by itself.
    await rename(fresh, dataDir);
    return { manifest, ...(place === 'taken' ? { aside } : {}) };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function unpack(file: string, content: string): Promise<BackupManifest> {
  await mkdir(content);
  try {
    await extract({
      file,
      cwd: content,
      strict: true,
      filter: (_, entry) => !('type' in entry) || entry.type === 'File',
    });
    const manifest = backupManifest.parse(
      JSON.parse(await readFile(path.join(content, manifestFile), 'utf8')),
    );
    const found = await filesIn(content);
    const expected = [manifestFile, ...Object.keys(manifest.files)].sort();
    if (found.join('\n') !== expected.join('\n')) throw new Error('it holds other files than it says');
    for (const [name, hash] of Object.entries(manifest.files))
      if ((await sha256OfFile(path.join(content, name))) !== hash) throw new Error(`${name} was changed`);
    return checkVersion(manifest);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault({
      code: 'CONFIG_INVALID',
      message: `${file} is no whole backup (${cause instanceof Error ? cause.message : String(cause)}).`,
      hint: 'Nothing was changed. Use another backup, or copy this one again from where it was made.',
      cause,
    });
  }
}

function checkVersion(manifest: BackupManifest): BackupManifest {
  const unknown = manifest.migrations.filter((name) => !migrationNames.includes(name));
  if (unknown.length === 0) return manifest;
  throw new Fault({
    code: 'CONFIG_INVALID',
    message: `The backup was made by a newer Kindlab: this one does not know ${unknown.join(', ')}.`,
    hint: 'Nothing was changed. Update Kindlab, then restore.',
  });
}

async function fill(target: {
  readonly content: string;
  readonly manifest: BackupManifest;
  readonly fresh: string;
  readonly databaseUrl: string | undefined;
}): Promise<void> {
  const { content, manifest, fresh, databaseUrl } = target;
  const before = await openDatabase({ dataDir: fresh, databaseUrl, upTo: manifest.migrations.at(-1) });
  try {
    await requireEmpty(before, manifest);
    await before.transaction().execute(async (all) => {
      for (const { name } of manifest.tables) await readTable(all, name, path.join(content, tableFile(name)));
      for (const { name, rows } of manifest.tables)
        if ((await countRows(all, name)) !== rows) throw new Error(`${name} did not come back whole`);
    });
  } finally {
    await before.destroy();
  }
  const after = await openDatabase({ dataDir: fresh, databaseUrl });
  await after.destroy();
}

async function requireEmpty(db: Database, manifest: BackupManifest): Promise<void> {
  const tables = await orderedTables(db);
  for (const name of tables) if ((await countRows(db, name)) > 0) throw notEmpty(`it has rows in ${name}`);
  const applied = await appliedMigrations(db);
  if (applied.join() !== manifest.migrations.join()) throw notEmpty('its tables are newer than the backup');
  const missing = manifest.tables.filter(({ name }) => !tables.includes(name));
  if (missing.length > 0) throw notEmpty(`it has no table ${missing[0]?.name ?? ''}`);
}

function notEmpty(why: string): Fault {
  return new Fault({
    code: 'CONFIG_INVALID',
    message: `The database to restore to is not an empty one: ${why}.`,
    hint: 'Nothing was changed. Make a new database (`createdb`) and name that one with --database-url.',
  });
}

async function readTable(all: Transaction<Schema>, name: string, file: string): Promise<void> {
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const rows = `[${batch.join(',')}]`;
    batch = [];
    await sql`insert into ${sql.table(name)} overriding system value
      select * from json_populate_recordset(null::${sql.table(name)}, ${rows}::json)`.execute(all);
  };
  for await (const line of linesOf(file)) {
    batch.push(line);
    if (batch.length >= rowsAtOnce) await flush();
  }
  await flush();
  await continueNumbers(all, name);
}

/** Node's own reader of lines also breaks at U+2028, which JSON leaves as it is. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/** Numbers that a column gives by itself go on after the highest that came back. */
async function continueNumbers(all: Transaction<Schema>, name: string): Promise<void> {
  const { rows } = await sql<{ column: string; sequence: string | null }>`
    select column_name as column, pg_get_serial_sequence(quote_ident(table_name), column_name) as sequence
    from information_schema.columns where table_schema = current_schema() and table_name = ${name}`.execute(
    all,
  );
  for (const { column, sequence } of rows)
    if (sequence !== null)
      await sql`select setval(${sequence}::regclass,
        (select coalesce(max(${sql.ref(column)}), 0) + 1 from ${sql.table(name)}), false)`.execute(all);
}

/** Whether something has to be moved aside. */
async function lookAtPlace({ dataDir, replace }: RestoreRequest): Promise<'empty' | 'missing' | 'taken'> {
  const present = await readdir(dataDir).catch(ifMissing);
  if (present === undefined) return 'missing';
  if (present.length === 0) return 'empty';
  if (replace) return 'taken';
  throw new Fault({
    code: 'CONFIG_INVALID',
    message: `There is something in the data folder ${dataDir} already.`,
    hint: 'Nothing was changed. With --replace it is moved aside, not removed; or name another folder with --data-dir.',
  });
}
