import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { auditList, madeInvite } from '#site/protocol/accounts.ts';
import { gradebook, mark, ownMarks, type Gradebook } from '#site/protocol/marks.ts';
import { cohortCommand } from '#site/cli/cohort-command.ts';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import { ClassRoom, type Seated } from './class-room.ts';
import { goodPassword, newcomer, Person, read, whoIs } from './people.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

const lab = { lab: 'static-sync', graded: true };

describe.each(databaseKinds())('marks, $name', ({ open }) => {
  let database: TestDatabase;
  let room: ClassRoom;

  beforeAll(async () => {
    database = await open();
    room = await ClassRoom.open({ options: { databaseUrl: database.url } }, { labs: [lab] });
  });
  afterAll(async () => {
    await room[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  /** Proves what is named by a full run. */
  async function prove(
    { attempt, person }: Pick<Seated, 'attempt' | 'person'>,
    exercise: string,
    ...checks: string[]
  ) {
    await until('live checks', async () => {
      for (const what of checks)
        await room.teacher.call('POST', '/api/dev/outcome', { kind: 'passed', what, attempt });
      const answer = await person.call('POST', `/api/attempts/${attempt}/exercises/${exercise}/check`);
      return answer.ok ? true : undefined;
    });
  }

  function book(): Promise<Gradebook> {
    return read(gradebook, room.teacher.call('GET', room.path('marks')));
  }

  async function marksOf(name: string) {
    return (await book()).learners.find((learner) => learner.name === name);
  }

  function override(learner: string, body: object, exercise = 'static-sync/store'): Promise<Response> {
    return room.teacher.call('POST', room.path(`marks/${learner}/${exercise}`), body);
  }

  test('are computed check by check, with credit for a part', async () => {
    using ada = await room.seat('ada');
    await prove(ada, 'store', 'values-stored');
    await prove(ada, 'sync', 'store-valid');
    const mine = await until('her marks', async () => {
      const found = await marksOf('ada');
      return found?.marks['static-sync/sync'] === undefined ? undefined : found;
    });
    expect(mine.marks['static-sync/store']).toMatchObject({
      points: 10,
      computed: 10,
      checks: [{ id: 'values-stored', points: 10, daysLate: 0 }],
      override: null,
    });
    expect(mine.marks['static-sync/sync']).toMatchObject({ points: 10, checks: [{ id: 'store-valid' }] });
    expect(mine.total).toBe(20);
    const { of, columns } = await book();
    expect(of).toBe(60);
    expect(columns.map(({ exercise, bonus, of: most }) => [exercise, bonus, most])).toEqual([
      ['store', false, 10],
      ['install', false, 10],
      ['sync', false, 40],
      ['rotate', true, 10],
    ]);

    // A second attempt with less takes nothing away.
    await ada.person.call('DELETE', `/api/attempts/${ada.attempt}`);
    await readyAttempt(ada.person);
    expect((await marksOf('ada'))?.total).toBe(20);
    const own = await read(ownMarks, ada.person.call('GET', '/api/marks'));
    expect(own.cohorts).toMatchObject([
      { cohort: { name: 'Class' }, learners: [{ name: 'ada', total: 20 }] },
    ]);
    expect(own.cohorts[0]?.learners).toHaveLength(1);
  });

  test('are overridden with a reason; the computed mark stays, and the audit log has both', async () => {
    using bob = await room.seat('bob');
    await prove(bob, 'store', 'values-stored');
    const id = (await whoIs(bob.person))?.id ?? '';
    expect((await override(id, { points: 4, reason: '' })).status).toBe(400);
    expect((await override(id, { points: 11, reason: 'too kind' })).status).toBe(400);
    expect((await override(id, { points: 4, reason: 'x' }, 'static-sync/nothing')).status).toBe(400);
    expect((await override(id, { points: 4, reason: 'no such' }, 'static-sync/nothing')).status).toBe(404);
    expect((await override('nobody', { points: 4, reason: 'nobody' })).status).toBe(404);
    const set = await read(mark, override(id, { points: 4, reason: 'Copied from a classmate' }));
    expect(set).toMatchObject({
      points: 4,
      computed: 10,
      override: { points: 4, reason: 'Copied from a classmate', by: 'teacher' },
    });
    expect((await marksOf('bob'))?.total).toBe(4);
    await override(id, { points: null, reason: 'It was a mistake' });
    expect(await marksOf('bob')).toMatchObject({
      total: 10,
      marks: { 'static-sync/store': { override: null } },
    });
    const { events } = await read(auditList, room.teacher.call('GET', room.path('audit')));
    const deeds = events.filter(
      ({ action, target, allowed }) => action === 'marks.override' && target === id && allowed,
    );
    expect(deeds.map(({ details }) => [details['points'], details['computed'], details['reason']])).toEqual([
      [null, 10, 'It was a mistake'],
      [4, 10, 'Copied from a classmate'],
    ]);
  });

  test('lose by the late rule what was proven after it was due', async () => {
    using cyd = await room.seat('cyd');
    await prove(cyd, 'store', 'values-stored');
    await until('his mark', async () => (await marksOf('cyd'))?.marks['static-sync/store']);
    const past = new Date(Date.now() - 3_600_000).toISOString();
    const change = (late: object): Promise<Response> =>
      room.teacher.call('POST', `/api/cohorts/${room.cohort}`, { late, labs: [{ ...lab, due: past }] });
    expect((await change({ kind: 'perDay', percent: 25 })).status).toBe(200);
    expect((await marksOf('cyd'))?.marks['static-sync/store']).toMatchObject({
      points: 7.5,
      checks: [{ daysLate: 1 }],
    });
    await change({ kind: 'cutOff' });
    expect((await marksOf('cyd'))?.total).toBe(0);
    await change({ kind: 'none' });
    expect((await marksOf('cyd'))?.total).toBe(10);
    expect((await change({ kind: 'perDay', percent: 0 })).status).toBe(400);
    const early = { labs: [{ ...lab, due: new Date(Date.now() - 9 * 86_400_000).toISOString() }] };
    expect((await room.teacher.call('POST', `/api/cohorts/${room.cohort}`, early)).status).toBe(400);
  });

  test('go out as CSV without formulas', async () => {
    const { code } = await read(madeInvite, room.teacher.call('POST', room.path('invites'), {}));
    const person = { name: '=1+1', email: 'formula@example.com', password: goodPassword };
    expect((await new Person(room.server.url).call('POST', '/api/join', { code, person })).status).toBe(201);
    const answer = await room.teacher.call('GET', room.path('marks.csv'));
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const lines = (await answer.text()).trim().split('\n');
    expect(lines[0]).toBe(
      'name,email,total,of,static-sync/store,static-sync/install,static-sync/sync,static-sync/rotate,overridden',
    );
    expect(lines.find((line) => line.startsWith('ada'))).toBe('ada,ada@example.com,20,60,10,,10,,');
    expect(lines.filter((line) => line.startsWith('='))).toEqual([]);
  });

  test('are printed and set by the command line', async () => {
    using fay = await room.seat('fay');
    await prove(fay, 'store', 'values-stored');
    const said: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)));
    const say = (...words: string[]) =>
      cohortCommand().parseAsync([...words, '--data-dir', room.server.dataDir], { from: 'user' });
    try {
      const exercise = 'static-sync/store';
      await say('override', room.cohort, 'FAY@example.com', exercise, '3', '--reason', 'By hand');
      await say('marks', room.cohort, '--json');
      await expect(
        say('override', room.cohort, 'x@example.com', exercise, '3', '--reason', 'By hand'),
      ).rejects.toThrow('Nobody with the address x@example.com learns in this cohort.');
    } finally {
      log.mockRestore();
    }
    expect(said[0]).toBe('fay, static-sync/store: 3 (computed 10).');
    const printed = gradebook.parse(JSON.parse(said[1] ?? ''));
    expect(printed.learners.find(({ name }) => name === 'fay')?.total).toBe(3);
  });

  test('are for those who teach the cohort alone', async () => {
    const stranger = await newcomer(room.admin, 'stranger', 'instructor');
    const eve = await room.learner('eve');
    const id = (await whoIs(eve))?.id ?? '';
    for (const person of [stranger, eve])
      for (const [method, to] of [
        ['GET', 'marks'],
        ['GET', 'marks.csv'],
        ['POST', `marks/${id}/static-sync/store`],
      ] as const) {
        const body = method === 'POST' ? { points: 10, reason: 'because' } : undefined;
        expect((await person.call(method, room.path(to), body)).status, to).toBe(403);
      }
    const { cohorts } = await read(ownMarks, stranger.call('GET', '/api/marks'));
    expect(cohorts).toEqual([]);
  });
});
