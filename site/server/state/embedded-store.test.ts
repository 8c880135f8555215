import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Kysely } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { embeddedDialect } from './embedded-dialect.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { append, questions } from './long-answers.test-support.ts';
import { embeddedFolder, openDatabase, type Database } from './open-database.ts';

test(
  'one that ends is opened again, and a transaction in it is lost as a whole',
  { timeout: 120_000 },
  async () => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-db-'));
    onTestFinished(() => rm(dataDir, { recursive: true }));
    await (await openDatabase({ dataDir })).destroy();
    const store = new EmbeddedStore({ folder: embeddedFolder(dataDir), log: undefined });
    const db: Database = new Kysely({ dialect: embeddedDialect(store) });
    const end = (): Promise<unknown> => store.run(() => Promise.reject(new Error('unreachable')));

    await append(db, 'before');
    const first = await store.current();
    await expect(end()).rejects.toThrow('unreachable');
    await append(db, 'after');
    expect(await store.current()).not.toBe(first);

    const transaction = db.transaction().execute(async (tx) => {
      await append(tx, 'lost');
      await expect(end()).rejects.toThrow('unreachable');
      await append(tx, 'lost, too');
    });
    await expect(transaction).rejects.toThrow('in the middle of this transaction');
    await expect(append(db, '\u0000')).rejects.toThrow();
    const present = await store.current();
    await append(db, 'at last');
    expect(await store.current(), 'an answer is no end').toBe(present);
    expect(await questions(db)).toEqual(['before', 'after', 'at last']);
    await db.destroy();
  },
);

test('one whose making was cut short is made anew', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-db-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const half = `${embeddedFolder(dataDir)}.making`;
  await mkdir(half);
  await writeFile(path.join(half, 'PG_VERSION'), '');
  const db = await openDatabase({ dataDir });
  await append(db, 'whole');
  expect(await questions(db)).toEqual(['whole']);
  await db.destroy();
  expect(await readdir(dataDir)).toEqual(['db']);
});
