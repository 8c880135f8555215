import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '#containers/contract/fault.ts';
import { lockDataFolder } from '#site/server/state/lock-data-folder.ts';
import { openDatabase, type Database } from '#site/server/state/open-database.ts';

export interface StateOptions {
  readonly dataDir: string;
  readonly databaseUrl?: string;
}

/**
 * Lets a command read what servers have stored. An embedded database belongs to one process at a time, so its server
 * has to be stopped; a PostgreSQL can be asked meanwhile. Throws Fault NOT_FOUND where nothing was ever stored, and
 * DATA_IN_USE.
 */
export async function withState<T>(
  { dataDir, databaseUrl }: StateOptions,
  read: (db: Database) => Promise<T>,
): Promise<T> {
  if (databaseUrl !== undefined) return readAndClose(await openDatabase({ dataDir, databaseUrl }), read);
  if (!(await isFolder(path.join(dataDir, 'db')))) throw nothingThere(dataDir);
  const lock = await lockDataFolder(dataDir).catch((error: unknown) => {
    throw error instanceof Fault && error.code === 'DATA_IN_USE' ? serverRuns(dataDir, error) : error;
  });
  try {
    return await readAndClose(await openDatabase({ dataDir }), read);
  } finally {
    await lock.release();
  }
}

async function readAndClose<T>(db: Database, read: (db: Database) => Promise<T>): Promise<T> {
  try {
    return await read(db);
  } finally {
    await db.destroy();
  }
}

async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function nothingThere(dataDir: string): Fault {
  return new Fault({
    code: 'NOT_FOUND',
    message: `There is nothing stored in the data folder ${dataDir}.`,
    hint: 'Name the folder of the server that is meant with --data-dir, or its PostgreSQL with --database-url.',
  });
}

function serverRuns(dataDir: string, cause: Fault): Fault {
  return new Fault({
    code: 'DATA_IN_USE',
    message: `A server works in the data folder ${dataDir}, and its embedded database can be read by one process only.`,
    hint: 'Stop the server for a moment; with a PostgreSQL (--database-url) it could go on.',
    cause,
  });
}
