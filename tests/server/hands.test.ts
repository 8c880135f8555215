import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import { auditList } from '#site/protocol/accounts.ts';
import { fakeDeps } from '#site/server/dev/fake-deps.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import { ClassRoom, sit, type Seated } from './class-room.ts';
import { newcomer, Person, read, whoIs } from './people.ts';
import { readEvents } from './read-events.ts';
import { sampleQuiz, startTestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

function says(
  seat: Seated,
  what: string,
  fits: (help: ReturnType<Seated['help']>) => boolean,
): Promise<true> {
  return until(what, () => (fits(seat.help()) ? true : undefined));
}

function raise({ person, attempt }: Seated, text?: string): Promise<Response> {
  return person.call('POST', `/api/attempts/${attempt}/hand`, text === undefined ? {} : { text });
}

describe.each(databaseKinds())('hands, $name', ({ open }) => {
  let database: TestDatabase;
  let room: ClassRoom;

  beforeAll(async () => {
    database = await open();
    room = await ClassRoom.open({ options: { databaseUrl: database.url } });
  });
  afterAll(async () => {
    await room[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  test('are a queue, the oldest first, and each learner sees their place', async () => {
    using ada = await room.seat('ada');
    using bob = await room.seat('bob');
    expect(ada.help()).toEqual({ cohort: 'Class', hand: null, assist: null });
    expect((await raise(ada, ' The store says denied ')).status).toBe(204);
    expect((await raise(bob)).status).toBe(204);
    await says(bob, 'the place of bob', (help) => help?.hand?.ahead === 1);
    expect(ada.help()?.hand).toMatchObject({ text: 'The store says denied', ahead: 0, helper: null });
    await raise(ada, 'Still denied');
    const queue = await room.queue();
    expect(queue.map(({ learner, text }) => [learner.name, text])).toEqual([
      ['ada', 'Still denied'],
      ['bob', ''],
    ]);

    const [first] = queue;
    expect((await room.teacher.call('POST', room.path(`hands/${first?.id}/take`))).status).toBe(204);
    await says(ada, 'who comes', (help) => help?.hand?.helper === 'teacher');
    await says(bob, 'the next place', (help) => help?.hand?.ahead === 0);
    expect((await room.queue())[0]?.helper).toEqual({ name: 'teacher', you: true });
    expect((await room.queue(room.admin))[0]?.helper).toEqual({ name: 'teacher', you: false });
    expect((await room.teacher.call('DELETE', room.path(`hands/${first?.id}`))).status).toBe(204);
    await says(ada, 'a hand that is down', (help) => help?.hand === null);
    const again = await room.teacher.call('POST', room.path(`hands/${first?.id}/take`));
    expect(again.status).toBe(404);

    await bob.person.call('DELETE', `/api/attempts/${bob.attempt}/hand`);
    expect(await room.queue()).toEqual([]);
  });

  test('go down with the attempt, and with the membership', async () => {
    using cyd = await room.seat('cyd');
    using dan = await room.seat('dan');
    await raise(cyd);
    await raise(dan);
    await cyd.person.call('DELETE', `/api/attempts/${cyd.attempt}`);
    await room.teacher.call('DELETE', room.path(`members/${(await whoIs(dan.person))?.id}`));
    await until('an empty queue', async () => ((await room.queue()).length === 0 ? true : undefined));
  });

  test('nobody else raises, takes or closes one, and the audit log says who tried', async () => {
    using eve = await room.seat('eve');
    const other = await newcomer(room.admin, 'stranger', 'instructor');
    const mallory = await room.learner('mallory');
    expect((await mallory.call('POST', `/api/attempts/${eve.attempt}/hand`, {})).status).toBe(404);
    await raise(eve, 'x'.repeat(200));
    expect((await raise(eve, 'x'.repeat(201))).status).toBe(400);
    const [hand] = await room.queue();
    for (const person of [other, mallory, eve.person]) {
      expect((await person.call('POST', room.path(`hands/${hand?.id}/take`))).status).toBe(403);
      expect((await person.call('DELETE', room.path(`hands/${hand?.id}`))).status).toBe(403);
    }
    expect((await mallory.call('DELETE', `/api/attempts/${eve.attempt}/hand`)).status).toBe(404);
    const { events } = await read(auditList, room.teacher.call('GET', room.path('audit')));
    const deeds = events.map(({ actorName, action, allowed }) => `${actorName} ${action} ${allowed}`);
    expect(deeds).toEqual(expect.arrayContaining(['stranger hand.take false', 'mallory hand.close false']));
    expect(await room.queue()).toHaveLength(1);
  });

  test('practice of one’s own has nobody to ask', async () => {
    const free = await newcomer(room.admin, 'free');
    using seat = await sit(free, await readyAttempt(free));
    await says(seat, 'no cohort', (help) => help !== undefined);
    expect(seat.help()).toEqual({ cohort: null, hand: null, assist: null });
    expect((await raise(seat)).status).toBe(403);
  });
});

test('a hand that is up survives the server', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kindlab-hands-'));
  const world = new FakeWorld();
  const given = {
    dataDir,
    deps: fakeDeps({ catalog: sampleCatalog, quizzes: [sampleQuiz], bundleMs: 0, world }),
  };
  const room = await ClassRoom.open(given);
  const [ada, bob] = [await room.seat('ada'), await room.seat('bob')];
  await raise(ada, 'Help');
  await raise(bob);
  const [first] = await room.queue();
  await room.teacher.call('POST', room.path(`hands/${first?.id}/take`));
  const before = await room.queue();
  await room[Symbol.asyncDispose]();

  await using after = await startTestServer({ ...given, options: { auth: 'accounts' } });
  const teacher = new Person(after.url, room.teacher.cookie);
  using events = await readEvents(teacher, room.path('room/events'));
  await until('the queue', () => (events.of('hands').length > 0 ? true : undefined));
  expect(events.of('hands')[0]).toEqual({ hands: before });
  await rm(dataDir, { recursive: true });
});
