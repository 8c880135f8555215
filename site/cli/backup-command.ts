import { constants } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { Fault } from '#containers/contract/fault.ts';
import { madeBackup } from '#site/protocol/backup.ts';
import { restoreBackup } from '#site/server/backup/restore-backup.ts';
import { writeBackup } from '#site/server/backup/write-backup.ts';
import { lockDataFolder } from '#site/server/state/lock-data-folder.ts';
import { inWords, jsonOption } from '#labs/say.ts';
import { withState } from './open-state.ts';
import { askServer } from './operator-client.ts';
import { dataFolder } from './serve-options.ts';

interface Where {
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly json?: boolean;
}

interface Tables {
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

/** `kindlab backup`: everything that a server has stored, in one file; it may run meanwhile. */
export function backupCommand(): Command {
  return withPlace(new Command('backup'))
    .description('put everything that a server has stored into one file')
    .argument('[file]', 'the file to make, .tar.gz; without it: kindlab-<time>.tar.gz here')
    .action(async (file: string | undefined, options: Where) => {
      const now = new Date();
      const target = path.resolve(file ?? `kindlab-${now.toISOString().replaceAll(/[:.]/g, '-')}.tar.gz`);
      const made = await makeBackup(target, options, now);
      tell(options, { file: target, ...made }, `Backed up to ${target}`);
    });
}

/** `kindlab restore`: the other way, into a folder (and database) where no server works. */
export function restoreCommand(): Command {
  return withPlace(new Command('restore'))
    .description('make a data folder (and database) what they were at a backup')
    .argument('<file>', 'what `kindlab backup` has made')
    .option('--replace', 'move what is in the data folder aside')
    .action(async (file: string, options: Where & { readonly replace?: boolean }) => {
      const dataDir = dataFolder(options.dataDir);
      const lock = await lockDataFolder(dataDir);
      try {
        const { databaseUrl, replace = false } = options;
        const request = { file: path.resolve(file), dataDir, databaseUrl, replace, now: new Date() };
        const { manifest, aside } = await restoreBackup(request);
        const moved = aside === undefined ? '' : ` What was there before is in ${aside}.`;
        const { tables, createdAt } = manifest;
        tell(
          options,
          { dataDir, createdAt, tables, aside },
          `Restored to ${dataDir}, as of ${createdAt}.${moved}`,
        );
      } finally {
        await lock.release();
      }
    });
}

function withPlace(command: Command): Command {
  return command
    .option('--data-dir <folder>', 'the data folder of the server')
    .option('--database-url <url>', 'its PostgreSQL, if it has one')
    .option(...jsonOption);
}

async function makeBackup(file: string, options: Where, now: Date): Promise<Tables> {
  const dataDir = dataFolder(options.dataDir);
  const { databaseUrl } = options;
  const state = { dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
  try {
    return await withState(state, (db) => writeBackup({ db, dataDir, file, now }));
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'DATA_IN_USE') throw error;
    return takeFromServer(dataDir, file);
  }
}

/** An embedded database belongs to its server, which makes the backup then. */
async function takeFromServer(dataDir: string, file: string): Promise<Tables> {
  const made = await askServer(dataDir, { method: 'POST', path: '/api/backups', schema: madeBackup });
  await copyFile(made.file, file, constants.COPYFILE_EXCL);
  await rm(made.file);
  return made;
}

function tell(said: Where, all: Tables & Record<string, unknown>, line: string): void {
  const rows = all.tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(inWords(said, all, `${line} (${rows} rows in ${all.tables.length} tables)`));
}
