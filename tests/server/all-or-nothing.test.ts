import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inviteList } from '#site/protocol/accounts.ts';
import { labView } from '#site/protocol/api.ts';
import { databaseKinds } from '#tests/support/databases.ts';
import { ClassRoom } from './class-room.ts';
import { read } from './people.ts';

// What is written half can only be provoked in a database that the test reaches, too.
const kinds = databaseKinds().filter(({ name }) => name === 'PostgreSQL');

test.each(kinds)(
  'an attempt and that it counts for a cohort, or none of both; $name',
  { timeout: 120_000 },
  async ({ open }) => {
    await using database = await open();
    await using room = await ClassRoom.open({ options: { databaseUrl: database.url } });
    const ada = await room.learner('ada');
    const begin = (): Promise<Response> => ada.call('POST', '/api/labs/static-sync/attempt');
    const running = async () =>
      (await read(labView, ada.call('GET', '/api/labs/static-sync'))).attempt?.id ?? 'none';

    await sql`alter table attempt_cohorts rename to gone`.execute(database.db);
    expect((await begin()).status).toBe(500);
    expect(await running()).toBe('none');

    await sql`alter table gone rename to attempt_cohorts`.execute(database.db);
    expect((await begin()).status).toBe(201);
    const counted = await database.db.selectFrom('attempt_cohorts').selectAll().execute();
    expect(counted).toEqual([{ attempt: await running(), cohort: room.cohort }]);
  },
);

test.each(kinds)('all of a roster, or the codes of before; $name', { timeout: 120_000 }, async ({ open }) => {
  await using database = await open();
  await using room = await ClassRoom.open({ options: { databaseUrl: database.url } });
  const bring = (...names: readonly string[]): Promise<Response> => {
    const csv = ['email,name', ...names.map((name) => `${name}@example.com,${name}`)].join('\n');
    return room.teacher.call('POST', room.path('roster'), { csv, dryRun: false });
  };
  const codes = async () => {
    const { invites } = await read(inviteList, room.teacher.call('GET', room.path('invites')));
    return invites.map(({ id, email }) => `${id} ${String(email)}`).toSorted();
  };

  expect((await bring('ada', 'bob')).status).toBe(200);
  const before = await codes();
  expect(before).toHaveLength(2);

  await sql`alter table invites add constraint no_eve check (email <> 'eve@example.com')`.execute(
    database.db,
  );
  expect((await bring('ada', 'bob', 'eve')).status).toBe(500);
  expect(await codes()).toEqual(before);

  await sql`alter table invites drop constraint no_eve`.execute(database.db);
  expect((await bring('ada', 'bob', 'eve')).status).toBe(200);
  expect(await codes()).toHaveLength(3);
});
