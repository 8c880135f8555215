import { afterAll, beforeAll, expect, test } from 'vitest';
import { madeInvite } from '#site/protocol/accounts.ts';
import { cohortView } from '#site/protocol/cohorts.ts';
import { problem } from '#site/protocol/api.ts';
import { attemptPage, madeToken } from '#site/server/grader-api/messages.ts';
import { ClassRoom } from './class-room.ts';
import { GradingProgram, quickDeps } from './grading-program.ts';
import { newcomer, Person, read, whoIs } from './people.ts';
import { readyAttempt } from './terminal-client.ts';

let room: ClassRoom;
/** Attempts: of the class, of nobody's, and the teacher's own. */
let taught: string;
let foreign: string;
let own: string;

beforeAll(async () => {
  room = await ClassRoom.open({ deps: quickDeps() });
  taught = await readyAttempt(await room.learner('tess'));
  foreign = await readyAttempt(await newcomer(room.admin, 'fred'));
  own = await readyAttempt(room.teacher);
});
afterAll(() => room[Symbol.asyncDispose]());

async function programOf(person: Person): Promise<GradingProgram> {
  const wanted = { name: 'ci', scopes: ['attempts:check', 'jobs:read'] };
  const { token } = await read(madeToken, person.call('POST', '/api/v1/tokens', wanted));
  return new GradingProgram(person.url, token);
}

async function listed(program: GradingProgram): Promise<ReadonlySet<string>> {
  const { attempts } = await program.read(attemptPage, '/attempts');
  return new Set(attempts.map(({ id }) => id));
}

test('an instructor checks attempts of their own cohorts and their own, by token and by session', async () => {
  const program = await programOf(room.teacher);
  expect(await listed(program)).toEqual(new Set([taught, own]));
  for (const attempt of [taught, own]) {
    const { id } = await program.check(attempt, ['store']);
    expect(await program.reached(id, 'done')).toMatchObject({ attempt, evidence: true });
  }
  const body = { attempt: foreign, exercises: ['store'] };
  const refused = [
    await program.call('POST', '/checks', body),
    await room.teacher.call('POST', '/api/v1/checks', body),
  ];
  for (const answer of refused) {
    expect(answer.status).toBe(403);
    expect((await read(problem, answer)).detail).toBe('This attempt counts for no cohort that you teach.');
  }
});

test('an instructor of another cohort checks none of this one, until they teach it', async () => {
  const other = await newcomer(room.admin, 'olga', 'instructor');
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
  const plan = { name: 'Other', timeZone: 'UTC', starts: day(-1), ends: day(1), seats: 2 };
  await read(cohortView, other.call('POST', '/api/cohorts', plan));
  const program = await programOf(other);
  expect(await listed(program)).toEqual(new Set());
  expect((await program.call('POST', '/checks', { attempt: taught })).status).toBe(403);
  const made = await read(madeInvite, room.admin.call('POST', room.path('invites'), { role: 'instructor' }));
  await other.call('POST', '/api/join', { code: made.code });
  expect(await listed(program)).toEqual(new Set([taught]));
  await room.admin.call('DELETE', room.path(`members/${(await whoIs(other))?.id ?? ''}`));
  expect((await program.call('POST', '/checks', { attempt: taught })).status).toBe(403);
});

test('administrators and graders check any', async () => {
  const grader = new Person(room.server.url);
  await grader.join((await room.admin.invite({ role: 'grader' })).code, 'grete');
  for (const person of [room.admin, grader]) {
    const program = await programOf(person);
    expect(await listed(program)).toEqual(new Set([taught, foreign, own]));
    for (const attempt of [taught, foreign])
      expect((await program.check(attempt, ['store'])).attempt).toBe(attempt);
  }
});
