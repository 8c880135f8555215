import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { create, extract } from 'tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databaseKinds } from '#tests/support/databases.ts';
import { insertAttempt, listRunningAttempts, type AttemptRow } from '../state/attempt-rows.ts';
import { openDatabase, type Database } from '../state/open-database.ts';
import { backupManifest, manifestFile } from './backup-manifest.ts';
import { restoreBackup } from './restore-backup.ts';
import { writeBackup } from './write-backup.ts';

const now = new Date('2026-03-01T10:00:00.123Z');
/** Every kind of thing that could be mistaken for an end of line, a column or a quote. */
const nasty = '"quoted"\\ \u2028 line\nbreak\r\ttab \u{1f512} \'; drop table attempts; --';

let folder: string;
const at = (name: string): string => path.join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-backup-'));
});
afterEach(() => rm(folder, { recursive: true }));

function attempt(id: string): AttemptRow {
  const left = { environment: undefined, readyInMs: undefined, failure: undefined };
  return { id, learner: `of ${id}`, lab: 'static-sync', values: { api_key: nasty }, createdAt: now, ...left };
}

async function fill(db: Database): Promise<void> {
  for (let index = 0; index < 1203; index++)
    await insertAttempt(db, attempt(`attempt-${String(index).padStart(4, '0')}`));
  await sql`insert into check_events (attempt, exercise, "check", mode, outcome, at)
    values ('attempt-0000', 'e', 'c', 'full', '{"kind":"passed"}', ${now})`.execute(db);
}

async function everything(db: Database): Promise<unknown> {
  const attempts = await sql`select row_to_json(a)::text as row from attempts a order by id`.execute(db);
  const events = await sql`select row_to_json(e)::text as row from check_events e order by id`.execute(db);
  return [attempts.rows, events.rows];
}

const kinds = databaseKinds();

describe.each(kinds)('from $name', (source) => {
  test.each(kinds)('to $name: every row and file is what it was', { timeout: 120_000 }, async (target) => {
    await using from = await source.open();
    await fill(from.db);
    await mkdir(at('data/reports'), { recursive: true });
    await writeFile(at('data/reports/1.json'), nasty);
    await writeFile(at('data/operator.json'), 'the key of a server that runs');
    const file = at('kept/backup.tar.gz');
    const { tables } = await writeBackup({ db: from.db, dataDir: at('data'), file, now });
    expect(tables.find(({ name }) => name === 'attempts')?.rows).toBe(1203);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(at('kept'))).toEqual(['backup.tar.gz']);

    await using place = await target.openEmpty();
    const request = { file, dataDir: at('back'), databaseUrl: place.url, replace: false, now };
    expect((await restoreBackup(request)).aside).toBeUndefined();
    expect(await readFile(at('back/reports/1.json'), 'utf8')).toBe(nasty);
    expect(await readdir(at('back'))).not.toContain('operator.json');
    const db = await openDatabase({ dataDir: at('back'), databaseUrl: place.url });
    try {
      expect(await everything(db)).toEqual(await everything(from.db));
      await sql`insert into check_events (attempt, exercise, "check", mode, outcome, at)
        values ('attempt-0001', 'e', 'c', 'full', '{}', ${now})`.execute(db);
    } finally {
      await db.destroy();
    }
  });
});

describe('what must not be lost', () => {
  async function backup(): Promise<string> {
    const db = await openDatabase({ dataDir: at('source') });
    try {
      await insertAttempt(db, attempt('a'));
      await writeBackup({ db, dataDir: at('source'), file: at('backup.tar.gz'), now });
      return at('backup.tar.gz');
    } finally {
      await db.destroy();
    }
  }

  /** The archive again, after `change` had its content. */
  async function changed(change: (content: string) => Promise<void>): Promise<string> {
    await mkdir(at('content'));
    await extract({ file: await backup(), cwd: at('content') });
    await change(at('content'));
    await create(
      { file: at('changed.tar.gz'), cwd: at('content'), gzip: true },
      await readdir(at('content')),
    );
    return at('changed.tar.gz');
  }

  const restore = (file: string, replace = false): ReturnType<typeof restoreBackup> =>
    restoreBackup({ file, dataDir: at('target'), replace, now });

  test('a folder that holds something is left alone, and moved aside only when asked', async () => {
    const file = await backup();
    await mkdir(at('target'));
    await writeFile(at('target/mine'), 'mine');
    await expect(restore(file)).rejects.toThrow('something in the data folder');
    expect(await readdir(at('target'))).toEqual(['mine']);
    const { aside } = await restore(file, true);
    expect(await readFile(path.join(aside ?? '', 'mine'), 'utf8')).toBe('mine');
    const db = await openDatabase({ dataDir: at('target') });
    expect((await listRunningAttempts(db)).map(({ id }) => id)).toEqual(['a']);
    await db.destroy();
  });

  test('a backup is never written over another', async () => {
    const file = await backup();
    const before = await readFile(file);
    await expect(backup()).rejects.toThrow('already exists');
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  test.each([
    ['a changed row', (content: string) => writeFile(path.join(content, 'tables/attempts.jsonl'), '{}\n')],
    ['a file more', (content: string) => writeFile(path.join(content, 'more'), '')],
    ['a file less', (content: string) => rm(path.join(content, 'tables/attempts.jsonl'))],
    ['no list', (content: string) => rm(path.join(content, manifestFile))],
  ])('%s is found before anything is changed', async (_, change) => {
    await expect(restore(await changed(change))).rejects.toThrow('is no whole backup');
    expect(await readdir(folder)).not.toContain('target');
  });

  test('half an archive is found', async () => {
    const whole = await readFile(await backup());
    await writeFile(at('half.tar.gz'), whole.subarray(0, whole.length / 2));
    await expect(restore(at('half.tar.gz'))).rejects.toThrow('is no whole backup');
  });

  test('a backup of a newer Kindlab says so', async () => {
    const file = await changed(async (content) => {
      const manifest = backupManifest.parse(
        JSON.parse(await readFile(path.join(content, manifestFile), 'utf8')),
      );
      const newer = { ...manifest, migrations: [...manifest.migrations, '9999-later'] };
      await writeFile(path.join(content, manifestFile), JSON.stringify(newer));
    });
    await expect(restore(file)).rejects.toThrow('does not know 9999-later');
  });
});
