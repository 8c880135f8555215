import { cp, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql, type Transaction } from 'kysely';
import { create } from 'tar';
import { Fault } from '#containers/contract/fault.ts';
import { sha256OfFile } from '#containers/runtime/pipeline/sha256.ts';
import type { Database } from '../state/open-database.ts';
import type { Schema } from '../state/schema.ts';
import { filesIn, manifestFile, tableFile, type BackupManifest } from './backup-manifest.ts';
import { appliedMigrations, orderedTables } from './tables.ts';

export interface BackupRequest {
  readonly db: Database;
  readonly dataDir: string;
  /** The archive to make, absolute; refused when it is there already. */
  readonly file: string;
  readonly now: Date;
}

/** Made anew by every server, or a matter of this very database or folder. */
const notKept = new Set(['backups', 'db', 'operator.json']);
const rowsAtOnce = 500;

/**
 * Puts all that a server has stored into one archive, readable by this user alone: the tables as they stood at one
 * moment, and the files of the data folder. Servers may go on meanwhile. The archive is there whole or not at all.
 */
export async function writeBackup({ db, dataDir, file, now }: BackupRequest): Promise<BackupManifest> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const staging = await mkdtemp(`${file}.part-`);
  try {
    const content = path.join(staging, 'content');
    await mkdir(path.join(content, 'tables'), { recursive: true });
    const { tables, migrations } = await writeTables(db, content);
    await copyFiles(dataDir, content);
    const manifest: BackupManifest = {
      format: 1,
      createdAt: now.toISOString(),
      migrations: [...migrations],
      tables,
      files: await hashFiles(content),
    };
    await writeFile(path.join(content, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
    const archive = path.join(staging, 'archive');
    await create({ file: archive, cwd: content, gzip: true, portable: true, mode: 0o600 }, [
      manifestFile,
      ...Object.keys(manifest.files),
    ]);
    await publish(archive, file);
    return manifest;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function writeTables(
  db: Database,
  content: string,
): Promise<Pick<BackupManifest, 'tables'> & { readonly migrations: readonly string[] }> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (view) => {
      const tables: BackupManifest['tables'] = [];
      for (const name of await orderedTables(view)) {
        const rows = await writeTable(view, name, path.join(content, tableFile(name)));
        tables.push({ name, rows });
      }
      return { tables, migrations: await appliedMigrations(view) };
    });
}

/** PostgreSQL writes and reads its own types: nothing is lost on the way through ours. */
async function writeTable(view: Transaction<Schema>, name: string, file: string): Promise<number> {
  await using out = await open(file, 'wx', 0o600);
  await sql`declare backup_rows no scroll cursor for select row_to_json(t)::text as line from ${sql.table(name)} t`.execute(
    view,
  );
  let count = 0;
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch ${sql.lit(rowsAtOnce)} from backup_rows`.execute(view);
    if (rows.length === 0) break;
    // row_to_json breaks lines only within strings, where JSON writes them as \n.
    await out.write(rows.map(({ line }) => `${line}\n`).join(''));
    count += rows.length;
  }
  await sql`close backup_rows`.execute(view);
  return count;
}

async function copyFiles(dataDir: string, content: string): Promise<void> {
  for (const entry of await readdir(dataDir, { withFileTypes: true })) {
    if (notKept.has(entry.name) || entry.name.startsWith('db.')) continue;
    if (!entry.isDirectory() && !entry.isFile()) continue;
    await cp(path.join(dataDir, entry.name), path.join(content, 'files', entry.name), { recursive: true });
  }
}

async function hashFiles(content: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const name of await filesIn(content)) hashes[name] = await sha256OfFile(path.join(content, name));
  return hashes;
}

/** On the disk before it has its name. */
async function publish(archive: string, file: string): Promise<void> {
  await using handle = await open(archive, 'r+');
  await handle.chmod(0o600);
  await handle.sync();
  // Taken first: a rename would replace what is there.
  const taken = await open(file, 'wx').catch((cause: unknown) => {
    throw new Fault({
      code: 'CONFIG_INVALID',
      message: `The backup can't be written to ${file} (${cause instanceof Error ? cause.message : String(cause)}).`,
      hint: 'Name a file that is not there yet, in a folder that you may write to.',
      cause,
    });
  });
  await taken.close();
  await rename(archive, file);
}
