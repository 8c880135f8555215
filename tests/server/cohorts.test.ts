import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditList, madeInvite } from '#site/protocol/accounts.ts';
import { attemptView, kubeconfig, problem } from '#site/protocol/api.ts';
import {
  cohortExport,
  cohortList,
  cohortView,
  memberList,
  rosterReport,
  type CohortView,
} from '#site/protocol/cohorts.ts';
import { newcomer, Person, read, startWithAdmin, whoIs } from './people.ts';
import type { TestServer } from './start-test-server.ts';
import { until } from './until.ts';

const lab = '/api/labs/static-sync/attempt';
const base = { timeZone: 'UTC', starts: '2026-01-10T00:00', ends: '2026-01-20T00:00', seats: 3 };
let now = new Date('2026-01-15T12:00:00Z');
let server: TestServer;
let admin: Person;
let teacher: Person;
let other: Person;

beforeAll(async () => {
  ({ server, admin } = await startWithAdmin({ deps: { now: () => now } }));
  teacher = await newcomer(admin, 'teacher', 'instructor');
  other = await newcomer(admin, 'other', 'instructor');
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  now = new Date('2026-01-15T12:00:00Z');
});

async function makeCohort(more: object): Promise<CohortView> {
  const answer = await teacher.call('POST', '/api/cohorts', { name: 'Class', ...base, ...more });
  if (answer.status !== 201) throw new Error(await answer.text());
  return read(cohortView, answer);
}

async function learnerOf({ id }: CohortView, name: string): Promise<Person> {
  const made = await read(madeInvite, teacher.call('POST', `/api/cohorts/${id}/invites`, {}));
  const person = new Person(server.url);
  const answer = await person.join(made.code, name);
  if (answer.status !== 201) throw new Error(await answer.text());
  return person;
}

async function refusal(answer: Promise<Response>): Promise<string> {
  const told = await answer;
  const { detail } = await read(problem, told);
  return `${told.status} ${detail}`;
}

async function begin(person: Person): Promise<string> {
  return (await read(attemptView, person.call('POST', lab))).id;
}

describe('what a cohort allows', () => {
  test('a lab opens and closes at its times, and the refusal says when in the time zone of the cohort', async () => {
    const labs = [{ lab: 'static-sync', opens: '2026-01-12T09:00', closes: '2026-01-14T18:00' }];
    const cohort = await makeCohort({ name: 'Times', timeZone: 'Europe/Berlin', labs });
    const person = await learnerOf(cohort, 'punctual');
    expect(await refusal(person.call('POST', lab))).toBe(
      '403 This lab closed on 14 Jan 2026, 18:00 (Europe/Berlin) for Times.',
    );
    await teacher.call('POST', `/api/cohorts/${cohort.id}`, {
      labs: [{ ...labs[0], closes: '2026-01-16T18:00' }],
    });
    const attempt = await begin(person);
    now = new Date('2026-01-17T12:00:00Z');
    // What runs goes on: an hour that strikes must not take the work away.
    expect((await person.call('POST', lab)).status).toBe(200);
    await person.call('DELETE', `/api/attempts/${attempt}`);
    expect((await person.call('POST', lab)).status).toBe(403);
  });

  test('so many attempts, and no hints where there are to be none', async () => {
    const cohort = await makeCohort({ name: 'Exam', maxAttempts: 1, hints: false, trace: false });
    const person = await learnerOf(cohort, 'examined');
    const attempt = await begin(person);
    expect(await refusal(person.call('POST', `/api/attempts/${attempt}/exercises/store/hint`))).toBe(
      '403 Exam works without hints.',
    );
    expect(await refusal(person.call('GET', `/api/attempts/${attempt}/trace/events`))).toBe(
      '403 Exam works without the live trace.',
    );
    await person.call('DELETE', `/api/attempts/${attempt}`);
    expect(await refusal(person.call('POST', lab))).toMatch(/^403 You have begun this lab once/);
    await teacher.call('POST', `/api/cohorts/${cohort.id}`, { maxAttempts: null, hints: true });
    const again = await begin(person);
    const answer = await person.call('POST', `/api/attempts/${again}/exercises/store/hint`);
    expect((await read(problem, answer)).detail).not.toContain('without hints');
  });

  test('a kubeconfig is taken along only where it is allowed, and the audit log knows', async () => {
    const cohort = await makeCohort({ name: 'Keys' });
    const person = await learnerOf(cohort, 'traveller');
    const attempt = await begin(person);
    await until('the environment', async () => {
      const { status } = await person.call('GET', `/api/attempts/${attempt}/files`);
      return status === 200 || undefined;
    });
    const take = (who: Person) => who.call('POST', `/api/attempts/${attempt}/kubeconfig`);
    expect(await refusal(take(person))).toBe('403 Keys works without a kubeconfig of your own.');
    await teacher.call('POST', `/api/cohorts/${cohort.id}`, { kubeconfig: true });
    const { text, server: address } = await read(kubeconfig, take(person));
    expect(text).toContain('kind: Config');
    expect(address).toBe('https://127.0.0.1:6443');
    expect((await take(teacher)).status).toBe(404);
    const { events } = await read(auditList, admin.call('GET', '/api/audit'));
    const taken = events.filter(({ action, target }) => action === 'kubeconfig.take' && target === attempt);
    expect(taken.map(({ actorName, allowed }) => `${actorName} ${allowed}`)).toEqual([
      'traveller true',
      'traveller false',
    ]);
  });

  test('its lease counts in place of the lab’s own', async () => {
    const cohort = await makeCohort({ name: 'Short', leaseMinutes: 30 });
    const person = await learnerOf(cohort, 'brief');
    await begin(person);
    const ready = await until('the environment', async () => {
      const { attempt } = (await (await person.call('GET', '/api/labs/static-sync')).json()) as {
        attempt: unknown;
      };
      const view = attemptView.parse(attempt);
      return view.expiresAt === undefined ? undefined : view;
    });
    const left = Date.parse(ready.expiresAt ?? '') - Date.now();
    expect(left).toBeGreaterThan(25 * 60_000);
    expect(left).toBeLessThan(31 * 60_000);
  });

  test('who is in no cohort, and staff, begin labs as they like', async () => {
    expect((await (await newcomer(admin, 'alone')).call('POST', lab)).status).toBe(201);
    expect((await teacher.call('POST', lab)).status).toBe(201);
  });
});

describe('seats and codes', () => {
  test('a full cohort takes nobody, and the code stays good for when it does', async () => {
    const cohort = await makeCohort({ name: 'Small', seats: 1 });
    await learnerOf(cohort, 'first');
    const made = await read(madeInvite, teacher.call('POST', `/api/cohorts/${cohort.id}/invites`, {}));
    const second = new Person(server.url);
    expect((await second.join(made.code, 'second')).status).toBe(409);
    await teacher.call('POST', `/api/cohorts/${cohort.id}`, { seats: 2 });
    expect((await second.join(made.code, 'second')).status).toBe(201);
  });

  test('a cohort that is over takes nobody', async () => {
    const cohort = await makeCohort({ name: 'Past' });
    const made = await read(
      madeInvite,
      teacher.call('POST', `/api/cohorts/${cohort.id}/invites`, { days: 90 }),
    );
    now = new Date('2026-01-20T00:00:00Z');
    const late = new Person(server.url);
    expect(await refusal(late.join(made.code, 'too-late'))).toMatch(
      /^410 The cohort that this code leads into is over/,
    );
    expect(await whoIs(late)).toBeNull();
  });

  test('a roster is tried first, then taken as a whole', async () => {
    const cohort = await makeCohort({ name: 'Roster' });
    await newcomer(admin, 'known');
    const to = `/api/cohorts/${cohort.id}/roster`;
    const good = 'email,name\nnew@example.com,=New()\nknown@example.com,Known\nNEW@example.com,Again\n';
    const dry = await read(rosterReport, teacher.call('POST', to, { csv: good, dryRun: true }));
    expect(dry.rows.map(({ line, result }) => [line, result])).toEqual([
      [2, 'invited'],
      [3, 'enrolled'],
      [4, 'repeated'],
    ]);
    expect(dry).toMatchObject({ dryRun: true, seatsLeft: 1 });
    const bad = await teacher.call('POST', to, { csv: `${good}nonsense,X\n`, dryRun: false });
    expect((await read(problem, bad)).detail).toBe(
      "One line can't be taken (line 5: This is no e-mail address.).",
    );
    const many = `${good}a@example.com,A\nb@example.com,B\n`;
    expect((await teacher.call('POST', to, { csv: many, dryRun: false })).status).toBe(409);
    const members = async () =>
      (await read(memberList, teacher.call('GET', `/api/cohorts/${cohort.id}/members`))).members;
    expect((await members()).map(({ name }) => name)).toEqual(['teacher']);

    const done = await read(rosterReport, teacher.call('POST', to, { csv: good, dryRun: false }));
    const person = { email: 'new@example.com', name: '=New()', password: 'four plain words here' };
    const joined = await new Person(server.url).call('POST', '/api/join', {
      code: done.rows[0]?.code,
      person,
    });
    expect(joined.status).toBe(201);
    expect((await members()).map(({ name }) => name).sort()).toEqual(['=New()', 'known', 'teacher']);
    const csv = await (await teacher.call('GET', `${to}.csv`)).text();
    expect(csv).toContain("new@example.com,'=New(),learner");
    const again = await read(rosterReport, teacher.call('POST', to, { csv: good, dryRun: true }));
    expect(again.rows.slice(0, 2).map(({ result }) => result)).toEqual(['member', 'member']);
  });
});

describe('who may', () => {
  test('an instructor of another cohort is refused everywhere, and the audit log has it', async () => {
    const { id } = await makeCohort({ name: 'Mine' });
    const tries = [
      ['GET', '', undefined],
      ['POST', '', { seats: 5 }],
      ['POST', '/clone', { name: 'x', starts: '2026-02-01T00:00' }],
      ['GET', '/export', undefined],
      ['DELETE', '', { name: 'Mine' }],
      ['GET', '/members', undefined],
      ['GET', '/members/x/leaving', undefined],
      ['DELETE', '/members/x', undefined],
      ['POST', '/roster', { csv: 'email,name\n', dryRun: true }],
      ['GET', '/roster.csv', undefined],
      ['POST', '/invites', {}],
      ['GET', '/invites', undefined],
      ['DELETE', '/invites/x', undefined],
      ['GET', '/audit', undefined],
    ] as const;
    for (const [method, to, body] of tries)
      expect((await other.call(method, `/api/cohorts/${id}${to}`, body)).status, `${method} ${to}`).toBe(403);
    const { events } = await read(auditList, teacher.call('GET', `/api/cohorts/${id}/audit`));
    const refused = events.filter(({ actorName, allowed }) => actorName === 'other' && !allowed);
    expect(refused).toHaveLength(tries.length);
    expect(new Set(refused.map(({ action }) => action)).size).toBe(tries.length);
    const { cohorts } = await read(cohortList, other.call('GET', '/api/cohorts'));
    expect(cohorts).toEqual([]);
    expect((await read(cohortList, admin.call('GET', '/api/cohorts'))).cohorts.length).toBeGreaterThan(0);
    const learner = await newcomer(admin, 'pushy');
    expect((await learner.call('POST', '/api/cohorts', { name: 'x', ...base })).status).toBe(403);
  });

  test.each([
    [{ ends: '2026-01-01T00:00' }, 'It would end before it starts.'],
    [{ timeZone: 'Mars' }, 'There is no time zone `Mars`.'],
    [{ starts: 'tomorrow morning' }, '`starts` is no date and time: tomorrow morning.'],
    [{ labs: [{ lab: 'nope' }] }, 'There is no lab nope; there are: static-sync.'],
    [{ labs: [{ lab: 'static-sync' }, { lab: 'static-sync' }] }, 'The lab static-sync is named twice.'],
    [{ labs: [{ lab: 'static-sync', opens: '2026-01-09T00:00' }] }, 'would be open outside'],
  ])('what can not be is refused: %j', async (wrong, why) => {
    expect(await refusal(teacher.call('POST', '/api/cohorts', { name: 'x', ...base, ...wrong }))).toContain(
      why,
    );
  });
});

describe('the end of a cohort', () => {
  test('a clone has the same rules at the same time of day, and nobody in it but who made it', async () => {
    const labs = [{ lab: 'static-sync', opens: '2026-01-12T09:00', graded: true }];
    const cohort = await makeCohort({ name: 'January', timeZone: 'Europe/Berlin', labs, maxAttempts: 2 });
    await learnerOf(cohort, 'january-learner');
    const body = { name: 'July', starts: '2026-07-10T00:00' };
    const clone = await read(cohortView, teacher.call('POST', `/api/cohorts/${cohort.id}/clone`, body));
    expect(clone).toMatchObject({
      name: 'July',
      learners: 0,
      maxAttempts: 2,
      startsAt: '2026-07-09T22:00:00.000Z',
    });
    expect(clone.labs).toEqual([
      { lab: 'static-sync', opensAt: '2026-07-12T07:00:00.000Z', closesAt: null, dueAt: null, graded: true },
    ]);
  });

  test('a deletion needs the name, leaves an export, and takes nothing from the learners', async () => {
    const cohort = await makeCohort({ name: 'Doomed' });
    const person = await learnerOf(cohort, 'survivor');
    const attempt = await begin(person);
    const wrong = teacher.call('DELETE', `/api/cohorts/${cohort.id}`, { name: 'doomed' });
    expect(await refusal(wrong)).toBe('409 This cohort is called “Doomed”; nothing was deleted.');
    const gone = await read(
      cohortExport,
      teacher.call('DELETE', `/api/cohorts/${cohort.id}`, { name: 'Doomed' }),
    );
    expect(gone.goes).toEqual({
      members: 2,
      announcements: 0,
      unusedCodes: 0,
      hands: 0,
      overrides: 0,
      attemptLinks: 1,
      webhooks: 0,
      platformCourses: 0,
    });
    const folder = path.join(server.dataDir, 'exports');
    const file = (await readdir(folder)).find((name) => name.includes(cohort.id)) ?? '';
    expect(cohortExport.parse(JSON.parse(await readFile(path.join(folder, file), 'utf8')))).toEqual(gone);
    expect((await admin.call('GET', `/api/cohorts/${cohort.id}`)).status).toBe(404);
    expect((await person.call('DELETE', `/api/attempts/${attempt}`)).status).toBe(204);
    expect((await person.call('POST', lab)).status).toBe(201);
  });
});
