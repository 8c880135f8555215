import { rm } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { mountLoopDisk } from '#tests/support/loop-disk.ts';
import { fillDisk, mountSmallDisk } from '#tests/support/small-disk.ts';
import { until } from '#tests/server/until.ts';
import { append, questions } from './long-answers.test-support.ts';
import { embeddedFolder, openDatabase, type Database } from './open-database.ts';
import { requireRoom } from './require-room.ts';

const diskMiB = 160;
const againMs = 60_000;

test('a full disk costs what was refused, and nothing once there is room', { timeout: 120_000 }, async () => {
  await using disk = await mountSmallDisk(diskMiB);
  const db = await openDatabase({ dataDir: disk.folder });
  const taken: string[] = [];
  const take = async (name: string): Promise<unknown> => {
    try {
      await append(db, name);
      taken.push(name);
      return undefined;
    } catch (error) {
      return error;
    }
  };
  for (const round of ['a', 'b']) {
    expect(await take(`${round}-before`)).toBeUndefined();
    const filler = path.join(disk.folder, 'filler');
    await fillDisk(filler);
    let refused: unknown;
    for (let count = 0; refused === undefined; count += 1) refused = await take(`${round}${String(count)}`);
    expect(refused).toMatchObject({
      code: 'DISK_TOO_SMALL',
      hint: expect.stringContaining('make room') as string,
    });
    const transaction = db.transaction().execute(async (tx) => {
      await append(tx, `${round}-one`);
      await append(tx, `${round}-other`);
    });
    await expect(transaction).rejects.toMatchObject({ code: 'DISK_TOO_SMALL' });
    await expect(requireRoom(embeddedFolder(disk.folder))).rejects.toMatchObject({
      code: 'DISK_TOO_SMALL',
    });
    await rm(filler);
    await until(
      'a write is taken',
      async () => ((await take(`${round}-after`)) === undefined ? true : undefined),
      againMs,
    );
  }
  const there = await questions(db);
  expect(new Set(there)).toEqual(new Set(taken));
  await db.destroy();
  const anew = await openDatabase({ dataDir: disk.folder });
  expect(await questions(anew)).toEqual(there);
  await anew.destroy();
});

test(
  'a database whose log finds no room on the disk ends, and goes on once there is some',
  { timeout: 240_000 },
  async () => {
    await using disk = await mountSmallDisk(diskMiB);
    const db = await openDatabase({ dataDir: disk.folder });
    // Rows that are changed where they are need no room but in the log.
    await sql`create table counter (id int primary key, n int) with (fillfactor = 10)`.execute(db);
    await sql`insert into counter select id, 0 from generate_series(1, 200) id`.execute(db);
    const change = (n: number) => sql`update counter set n = ${n} where id = 1`.execute(db);
    const change50 = sql`update counter set n = n where id between 2 and 50`;
    await change(1);
    await sql`vacuum counter`.execute(db);
    while ((await leftInLog(db)) > 256 * 1024) await change50.execute(db);
    const filler = path.join(disk.folder, 'filler');
    await fillDisk(filler);
    let taken = 1;
    const isTaken = (n: number): Promise<boolean> =>
      change(n).then(
        () => {
          taken = n;
          return true;
        },
        () => false,
      );
    for (let n = 2; await isTaken(n);) n += 1;
    await expect(change(taken + 1), 'told at once, and not waited for').rejects.toMatchObject({
      code: 'DISK_TOO_SMALL',
    });
    await rm(filler);
    const read = async () => (await sql<{ n: number }>`select n from counter where id = 1`.execute(db)).rows;
    const [row] = await until('an answer', () => read().catch(() => undefined), againMs);
    // One more may have been written whose acknowledgement never came.
    expect([taken, taken + 1]).toContain(row?.n);
    await change(0);
    expect(await read()).toEqual([{ n: 0 }]);
    await db.destroy();
  },
);

test('a power cut takes nothing that was acknowledged', { timeout: 120_000 }, async () => {
  await using disk = await mountLoopDisk(diskMiB);
  await using afterwards = await mountLoopDisk(diskMiB);
  const db = await openDatabase({ dataDir: disk.folder });
  const taken: string[] = [];
  for (let count = 0; count < 20; count += 1) {
    const name = String(count);
    await append(db, name);
    taken.push(name);
  }
  // What had reached the disk at this moment, and nothing of what the machine still meant to write there.
  await afterwards.becomeCopyOf(disk);
  await append(db, 'afterwards');
  const anew = await openDatabase({ dataDir: afterwards.folder });
  expect(await questions(anew)).toEqual(taken);
  await anew.destroy();
  await db.destroy();
});

/** Bytes before the file of the log that is being written is full. */
async function leftInLog(db: Database): Promise<number> {
  const at = sql<{ at: string }>`select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text as at`;
  const fileBytes = 16 * 1024 * 1024;
  return fileBytes - (Number((await at.execute(db)).rows[0]?.at) % fileBytes);
}
