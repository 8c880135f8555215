import { afterAll, beforeAll, expect, test } from 'vitest';
import { madeInvite } from '#site/protocol/accounts.ts';
import { problem } from '#site/protocol/api.ts';
import { cohortView, memberLeaving } from '#site/protocol/cohorts.ts';
import { ClassRoom } from './class-room.ts';
import { Person, read, whoIs } from './people.ts';
import { readyAttempt } from './terminal-client.ts';

const lab = '/api/labs/static-sync/attempt';
let room: ClassRoom;

beforeAll(async () => {
  room = await ClassRoom.open();
});
afterAll(() => room[Symbol.asyncDispose]());

test('what runs of theirs is said before, goes on, and their seat and place in the class are free', async () => {
  const { teacher } = room;
  const person = await room.learner('leaver');
  const attempt = await readyAttempt(person);
  const { id } = (await whoIs(person)) ?? { id: '' };
  const member = room.path(`members/${id}`);
  const leaving = await read(memberLeaving, teacher.call('GET', `${member}/leaving`));
  expect(leaving).toMatchObject({ member: { name: 'leaver' }, goodCodes: 0 });
  expect(leaving.running).toMatchObject([{ lab: 'static-sync', until: expect.any(String) as string }]);
  await teacher.call('POST', room.path('invites'), { uses: 2 });
  expect((await read(memberLeaving, teacher.call('GET', `${member}/leaving`))).goodCodes).toBe(1);

  expect((await teacher.call('DELETE', member)).status).toBe(204);
  expect((await teacher.call('GET', `${member}/leaving`)).status).toBe(404);
  expect((await read(cohortView, teacher.call('GET', `/api/cohorts/${room.cohort}`))).learners).toBe(0);
  expect((await person.call('POST', lab)).status).toBe(200);
  expect((await person.call('DELETE', `/api/attempts/${attempt}`)).status).toBe(204);
});

test('a code that is taken back lets nobody in, and is nobody else’s to take back', async () => {
  const { teacher, server } = room;
  const body = { name: 'Next class', starts: new Date(Date.now() + 86_400_000).toISOString() };
  const elsewhere = await read(cohortView, teacher.call('POST', room.path('clone'), body));
  const made = await read(madeInvite, teacher.call('POST', room.path('invites'), {}));
  const look = () => new Person(server.url).call('POST', '/api/join/look', { code: made.code });
  expect((await teacher.call('DELETE', `/api/cohorts/${elsewhere.id}/invites/${made.id}`)).status).toBe(404);
  expect((await look()).status).toBe(200);
  expect((await teacher.call('DELETE', room.path(`invites/${made.id}`))).status).toBe(204);
  const refused = await look();
  expect(refused.status).toBe(404);
  expect((await read(problem, refused)).detail).toBe('There is no such code.');
  expect((await teacher.call('DELETE', room.path(`invites/${made.id}`))).status).toBe(404);
});
