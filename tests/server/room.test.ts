import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditList, madeInvite } from '#site/protocol/accounts.ts';
import { attemptView } from '#site/protocol/api.ts';
import { cohortView } from '#site/protocol/cohorts.ts';
import { announcement, roomLearner, roomView, type RoomLearner } from '#site/protocol/room.ts';
import { newcomer, Person, read, startWithAdmin, whoIs } from './people.ts';
import { readEvents, type Events } from './read-events.ts';
import type { TestServer } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

let server: TestServer;
let admin: Person;
let teacher: Person;
let cohort: string;

beforeAll(async () => {
  ({ server, admin } = await startWithAdmin());
  teacher = await newcomer(admin, 'teacher', 'instructor');
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
  const plan = { name: 'Class', timeZone: 'UTC', starts: day(-1), ends: day(1), seats: 10 };
  cohort = (await read(cohortView, teacher.call('POST', '/api/cohorts', plan))).id;
});
afterAll(() => server[Symbol.asyncDispose]());

async function learner(name: string): Promise<Person> {
  const made = await read(madeInvite, teacher.call('POST', `/api/cohorts/${cohort}/invites`, {}));
  const person = new Person(server.url);
  const answer = await person.join(made.code, name);
  if (answer.status !== 201) throw new Error(await answer.text());
  return person;
}

function newest(room: Events, name: string): RoomLearner | undefined {
  return room
    .of('learner')
    .map((data) => roomLearner.parse(data))
    .findLast((row) => row.name === name);
}

function seen(room: Events, name: string, what: (row: RoomLearner) => boolean): Promise<RoomLearner> {
  return until(`${name} in the room`, () => {
    const row = newest(room, name);
    return row !== undefined && what(row) ? row : undefined;
  });
}

test('the room shows who is on, at what, since when, and which check holds them up', async () => {
  const view = await read(roomView, teacher.call('GET', `/api/cohorts/${cohort}/room`));
  expect(view.cohort.name).toBe('Class');
  expect(view.labs[0]?.exercises[0]).toEqual({ id: 'store', title: 'Put the values into Vault' });
  using room = await readEvents(teacher, `/api/cohorts/${cohort}/room/events`);
  const ada = await learner('ada');
  const fresh = await seen(room, 'ada', () => true);
  expect(fresh).toMatchObject({ online: false, environment: 'none', work: null, heldUpBy: null, states: {} });

  const attempt = await readyAttempt(ada);
  const away = await seen(room, 'ada', ({ environment }) => environment === 'ready');
  expect(away).toMatchObject({ online: false, work: { lab: 'static-sync', exercise: 'store' } });
  {
    using page = await readEvents(ada, `/api/attempts/${attempt}/events`);
    const held = await seen(room, 'ada', ({ online, heldUpBy }) => online && heldUpBy !== null);
    expect(held.heldUpBy).toMatchObject({ check: 'values-stored', claim: 'Vault holds both values' });
    await teacher.call('POST', '/api/dev/outcome', { kind: 'passed', what: 'store', attempt });
    await ada.call('POST', `/api/attempts/${attempt}/exercises/store/check`);
    const next = await seen(room, 'ada', ({ states }) => states['static-sync/store'] === 'done');
    expect(next.work?.exercise).toBe('install');
    expect(Date.parse(next.work?.since ?? '')).toBeGreaterThanOrEqual(Date.parse(held.work?.since ?? ''));
    expect(page.closed).toBe(false);
  }
  await seen(room, 'ada', ({ online }) => !online);
  await ada.call('DELETE', `/api/attempts/${attempt}`);
  const ended = await seen(room, 'ada', ({ environment }) => environment === 'none');
  expect(ended.states).toMatchObject({ 'static-sync/store': 'done' });

  const id = (await whoIs(ada))?.id ?? '';
  await teacher.call('DELETE', `/api/cohorts/${cohort}/members/${id}`);
  await until('the empty seat', () => (room.of('left').length > 0 ? true : undefined));
  expect(room.of('left')).toEqual([{ id }]);
});

test('what learners try outside of the cohort is not shown in its room', async () => {
  const eve = await newcomer(admin, 'eve');
  const own = attemptView.parse(await (await eve.call('POST', '/api/labs/static-sync/attempt')).json());
  const made = await read(madeInvite, teacher.call('POST', `/api/cohorts/${cohort}/invites`, {}));
  await eve.call('POST', '/api/join', { code: made.code });
  using room = await readEvents(teacher, `/api/cohorts/${cohort}/room/events`);
  expect(await seen(room, 'eve', () => true)).toMatchObject({ environment: 'none', work: null });
  await eve.call('DELETE', `/api/attempts/${own.id}`);
});

test('an announcement reaches whom it is for, now and when they come later', async () => {
  const [bob, cyd] = [await learner('bob'), await learner('cyd')];
  using heardByBob = await readEvents(bob, '/api/announcements/events');
  using heardByCyd = await readEvents(cyd, '/api/announcements/events');
  const to = [(await whoIs(bob))?.id];
  const path = `/api/cohorts/${cohort}/announcements`;
  expect((await teacher.call('POST', path, { text: 'Look at the path', to })).status).toBe(201);
  await teacher.call('POST', path, { text: 'Break in five minutes' });
  const texts = (events: Events): string[] =>
    events.of('announcement').map((data) => announcement.parse(data).text);
  await until('both', () =>
    texts(heardByBob).length === 2 && texts(heardByCyd).length === 1 ? true : undefined,
  );
  expect(texts(heardByBob)).toEqual(['Look at the path', 'Break in five minutes']);
  expect(texts(heardByCyd)).toEqual(['Break in five minutes']);
  using later = await readEvents(cyd, '/api/announcements/events');
  await until('the earlier one', () => (texts(later).length === 1 ? true : undefined));
});

test('nobody else looks into the room, and the audit log says who did', async () => {
  const other = await newcomer(admin, 'other', 'instructor');
  const calls = [
    ['GET', 'room', undefined],
    ['GET', 'room/events', undefined],
    ['POST', 'announcements', { text: 'Hello' }],
  ] as const;
  for (const person of [other, await learner('dan')])
    for (const [method, to, body] of calls)
      expect((await person.call(method, `/api/cohorts/${cohort}/${to}`, body)).status, to).toBe(403);
  const { events } = await read(auditList, teacher.call('GET', `/api/cohorts/${cohort}/audit`));
  const deeds = events.map(({ actorName, action, allowed }) => `${actorName} ${action} ${allowed}`);
  expect(deeds).toEqual(
    expect.arrayContaining([
      'other room.watch false',
      'other room.announce false',
      'teacher room.watch true',
    ]),
  );
});
