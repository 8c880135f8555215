import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountList } from '#site/protocol/accounts.ts';
import { cohortList } from '#site/protocol/cohorts.ts';
import { cohortLti, ltiMembers } from '#site/protocol/lti.ts';
import { gradebook } from '#site/protocol/marks.ts';
import { read, whoIs } from '#tests/server/people.ts';
import { readyAttempt } from '#tests/server/terminal-client.ts';
import { until } from '#tests/server/until.ts';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import { School } from './school.ts';
import { roleOf } from './test-platform.ts';

const patienceMs = 60_000;
describe.each(databaseKinds())('services of a platform, $name', ({ open }) => {
  let cohort: string;

  let database: TestDatabase;
  let school: School;

  beforeAll(async () => {
    database = await open();
    school = await School.open(database.url);
    const teacher = (await school.launch('tess')).person;
    const { cohorts } = await read(cohortList, teacher.call('GET', '/api/cohorts'));
    cohort = cohorts[0]?.id ?? '';
    await school.launch('ada', 'course');
    await school.launch('shy');
  });
  afterAll(async () => {
    await school[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  test('a mark arrives as a score, is tried again, and follows what a teacher sets by hand', async () => {
    const teacher = (await school.launch('tess')).person;
    await school.launch('tess', 'later');
    const ada = (await school.launch('ada')).person;
    school.platform.answers.push(503, 500);
    const attempt = await until('an attempt', () => readyAttempt(ada).catch(() => undefined), patienceMs);
    // What is scripted takes only for an attempt that was looked at, and a check may join one that is under way.
    await until(
      'a check that earns points',
      async () => {
        const outcome = { kind: 'passed', what: 'values-stored', attempt };
        await school.staffed.admin.call('POST', '/api/dev/outcome', outcome);
        await ada.call('POST', `/api/attempts/${attempt}/exercises/store/check`);
        const { scores } = await read(cohortLti, teacher.call('GET', `/api/cohorts/${cohort}/lti`));
        return scores.length > 0 || undefined;
      },
      patienceMs,
    );
    const scoreOn = (item: string) =>
      until(
        `a score on ${item}`,
        () => school.platform.scores.find((each) => each.item === item),
        patienceMs,
      );
    const expected = {
      userId: 'u-2',
      scoreGiven: 10,
      scoreMaximum: 60,
      activityProgress: 'InProgress',
      gradingProgress: 'FullyGraded',
    };
    expect(await scoreOn('lab')).toMatchObject(expected);
    // The other activity had no line item yet: one was made, and is known from then on.
    expect(await scoreOn('made-later')).toMatchObject(expected);
    expect(school.platform.madeItems).toContainEqual({
      label: 'Activity later',
      scoreMaximum: 60,
      resourceId: 'static-sync',
      resourceLinkId: 'later',
    });
    // So had the whole course, which was opened once.
    const courseScore = await scoreOn('made-course');
    expect(courseScore).toMatchObject({ userId: 'u-2', scoreGiven: 10 });
    const { scores, courses } = await until(
      'the log',
      async () => {
        const found = await read(cohortLti, teacher.call('GET', `/api/cohorts/${cohort}/lti`));
        return found.scores.every(({ state }) => state === 'delivered') ? found : undefined;
      },
      patienceMs,
    );
    expect(courses).toMatchObject([{ title: 'Secrets 7', platform: 'School', tellsMembers: true }]);
    expect(scores.reduce((sum, { tries }) => sum + tries, 0)).toBe(5);
    expect(scores[0]).toMatchObject({ learner: 'Ada', last: 'answered 200' });

    school.platform.scores.length = 0;
    const book = await read(gradebook, teacher.call('GET', `/api/cohorts/${cohort}/marks`));
    const id = book.learners.find(({ name }) => name === 'Ada')?.id ?? '';
    const set = await teacher.call('POST', `/api/cohorts/${cohort}/marks/${id}/static-sync/store`, {
      points: 4,
      reason: 'Copied',
    });
    expect(set.status).toBe(200);
    await until(
      'the mark by hand',
      () => school.platform.scores.find(({ scoreGiven }) => scoreGiven === 4),
      patienceMs,
    );
    school.platform.scores.length = 0;
    expect((await teacher.call('POST', `/api/cohorts/${cohort}/lti/scores`)).status).toBe(200);
    await until('all of them once more', () => school.platform.scores.length >= 2 || undefined, patienceMs);
    expect(school.platform.madeItems).toHaveLength(2);
  });

  test('the people of a course are looked at first, then brought in; nobody is taken out', async () => {
    school.platform.users.set('new', {
      sub: 'u-4',
      name: 'New',
      email: 'new@school.example',
      roles: roleOf.learner,
    });
    school.platform.users.set('gone', {
      sub: 'u-5',
      name: 'Gone',
      roles: roleOf.learner,
      status: 'Inactive',
    });
    school.platform.users.set('root', {
      sub: 'u-6',
      name: 'Root?',
      email: 'root@example.com',
      roles: roleOf.learner,
    });
    const teacher = (await school.launch('tess')).person;
    const { courses } = await read(cohortLti, teacher.call('GET', `/api/cohorts/${cohort}/lti`));
    const course = courses[0]?.id ?? '';
    const sync = (dryRun: boolean) =>
      read(ltiMembers, teacher.call('POST', `/api/cohorts/${cohort}/lti/members`, { course, dryRun }));
    const results = [
      ['Tess', 'teacher'],
      ['Ada', 'member'],
      ['Learner', 'member'],
      ['New', 'added'],
      ['Root?', 'taken'],
    ];
    const planned = await sync(true);
    expect(planned.rows.map(({ name, result }) => [name, result])).toEqual(results);
    const accounts = async (): Promise<readonly string[]> =>
      (await read(accountList, school.staffed.admin.call('GET', '/api/accounts'))).accounts.map(
        ({ name }) => name,
      );
    expect(await accounts()).not.toContain('New');
    await sync(false);
    expect(await accounts()).toContain('New');
    expect((await sync(true)).rows.find(({ name }) => name === 'New')?.result).toBe('member');
    expect((await whoIs((await school.launch('new')).person))?.name).toBe('New');
    const ada = (await school.launch('ada')).person;
    const answer = await ada.call('POST', `/api/cohorts/${cohort}/lti/members`, { course });
    expect(answer.status).toBe(403);
  });
});
