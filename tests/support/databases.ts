import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { openDatabase, type Database } from '#site/server/state/open-database.ts';

export interface TestDatabase extends AsyncDisposable {
  readonly db: Database;
  /** For a server to use it, too; `undefined`: a server brings its own. */
  readonly url: string | undefined;
}

/** How PostgreSQL is told to end: `fast` breaks every connection off and writes down what is open, `immediate` only ends. */
export type Stop = 'fast' | 'immediate';

const signals = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

export interface EmptyDatabase extends AsyncDisposable {
  readonly url: string | undefined;
  /** Stops the server, lets something happen meanwhile, and starts it again. */
  readonly restart: (meanwhile: () => Promise<void>, how?: Stop) => Promise<void>;
}

export interface DatabaseKind {
  readonly name: 'embedded' | 'PostgreSQL';
  readonly open: () => Promise<TestDatabase>;
  /** A server whose database has no tables yet; without an address, an embedded one is to be made. */
  readonly openEmpty: () => Promise<EmptyDatabase>;
}

/** What state tests run against: the embedded database, and a real PostgreSQL wherever its programs are installed. */
export function databaseKinds(): readonly DatabaseKind[] {
  const bin = findPrograms();
  const embedded: DatabaseKind = {
    name: 'embedded',
    open: openEmbedded,
    openEmpty: () =>
      Promise.resolve({
        url: undefined,
        restart: () => Promise.reject(new Error('there is no server to restart')),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
  return bin === undefined ? [embedded] : [embedded, postgres(bin)];
}

function postgres(bin: string): DatabaseKind {
  return {
    name: 'PostgreSQL',
    open: () => openReal(bin),
    openEmpty: async () => {
      const { url, restart, stop } = await startPostgres(bin);
      return { url, restart, [Symbol.asyncDispose]: stop };
    },
  };
}

async function openEmbedded(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-db-'));
  const db = await openDatabase({ dataDir });
  return {
    db,
    url: undefined,
    [Symbol.asyncDispose]: async () => {
      await db.destroy();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function openReal(bin: string): Promise<TestDatabase> {
  const server = await startPostgres(bin);
  const db = await openDatabase({ dataDir: server.folder, databaseUrl: server.url });
  return {
    db,
    url: server.url,
    [Symbol.asyncDispose]: async () => {
      await db.destroy();
      await server.stop();
    },
  };
}

/** Debian keeps them out of the path. */
function findPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions
    .map((version) => path.join(root, version, 'bin'))
    .find((bin) => existsSync(`${bin}/initdb`));
}

async function startPostgres(bin: string) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-pg-'));
  const who = notRoot();
  if (who !== undefined) await chown(folder, who.uid, who.gid);
  const data = path.join(folder, 'data');
  const init = ['-D', data, '-U', 'kindlab', '-A', 'trust', '--no-sync'];
  execFileSync(path.join(bin, 'initdb'), init, { ...who, cwd: folder, stdio: 'ignore', timeout: 60_000 });
  const settings = ['-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'];
  const url = `postgresql://kindlab@localhost/postgres?host=${encodeURIComponent(folder)}`;
  const run = async (): Promise<(how?: Stop) => Promise<void>> => {
    const child = spawn(path.join(bin, 'postgres'), ['-D', data, ...settings], {
      ...who,
      cwd: folder,
      stdio: 'ignore',
    });
    await answers(url, child);
    return async (how = 'fast') => {
      const gone = once(child, 'exit');
      child.kill(signals[how]);
      await gone;
    };
  };
  let end = await run();
  return {
    folder,
    url,
    restart: async (meanwhile: () => Promise<void>, how?: Stop) => {
      await end(how);
      await meanwhile();
      end = await run();
    },
    stop: async () => {
      await end();
      await rm(folder, { recursive: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function notRoot(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8', timeout: 5000 }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (const end = performance.now() + 30_000; ;) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with ${child.exitCode}.`);
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await wait(50);
    } finally {
      await client.end();
    }
  }
}
