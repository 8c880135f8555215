import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds, type TestDatabase } from '#tests/support/databases.ts';
import { sampleCohort } from '#tests/support/sample-cohort.ts';
import { CohortDesk } from '../cohorts/cohort-desk.ts';
import { makeLogger } from '../logger.ts';
import { insertAccount } from './account-rows.ts';
import { insertAnnouncement, listAnnouncements } from './announcement-rows.ts';
import { countAttempts, insertAttemptCohort, listRunningAttemptCohorts } from './attempt-cohort-rows.ts';
import { insertAttempt, recordEnd } from './attempt-rows.ts';
import { countLearners, deleteMember, insertMember, listMembers } from './cohort-member-rows.ts';
import { deleteCohort, findCohort, listCohortsOf, saveCohort } from './cohort-rows.ts';
import type { Database } from './open-database.ts';

const at = new Date('2026-01-15T10:00:00.000Z');
const cohort = sampleCohort({
  id: 'c1',
  timeZone: 'Europe/Berlin',
  startsAt: new Date('2026-01-10T00:00:00Z'),
  endsAt: new Date('2026-01-20T00:00:00Z'),
  seats: 2,
  labs: [{ lab: 'one', opensAt: at, closesAt: undefined, dueAt: undefined, graded: true }],
  mostRunning: 1,
  hints: false,
  egress: false,
  maxAttempts: 3,
  late: { kind: 'perDay', percent: 10 },
});

describe.each(databaseKinds())('cohorts in $name', ({ open }) => {
  let opened: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    opened = await open();
    ({ db } = opened);
    for (const id of ['ada', 'bob', 'cyd'])
      await insertAccount(db, {
        id,
        email: `${id}@example.com`,
        name: id,
        role: 'learner',
        passwordHash: undefined,
        createdAt: at,
        disabledAt: undefined,
      });
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test('come back as they were written, and as they were changed', async () => {
    await saveCohort(db, cohort);
    expect(await findCohort(db, 'c1')).toEqual(cohort);
    const changed = { ...cohort, maxAttempts: undefined, labs: [] };
    await saveCohort(db, changed);
    expect(await findCohort(db, 'c1')).toEqual(changed);
    await saveCohort(db, cohort);
  });

  test('of three that race for two seats, two get one', async () => {
    const desk = new CohortDesk({ db, now: () => at, log: makeLogger('silent') });
    const enrol = (account: string): Promise<void> =>
      db.transaction().execute((tx) => desk.enrol(tx, { cohort: 'c1', role: 'learner' }, account));
    const tries = await Promise.allSettled(['ada', 'bob', 'cyd'].map(enrol));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await countLearners(db, 'c1')).toBe(2);
    const [first] = await listMembers(db, 'c1');
    await expect(enrol(first?.account ?? '')).resolves.toBeUndefined();
    expect(await deleteMember(db, 'c1', first?.account ?? '')).toBe(true);
    expect(await deleteMember(db, 'c1', first?.account ?? '')).toBe(false);
  });

  test('count the attempts that were begun in them', async () => {
    await insertMember(db, { cohort: 'c1', account: 'ada', role: 'learner' }, at);
    expect((await listCohortsOf(db, 'ada', 'learner')).map(({ id }) => id)).toEqual(['c1']);
    expect(await listCohortsOf(db, 'ada', 'instructor')).toEqual([]);
    for (const id of ['a1', 'a2']) {
      await insertAttempt(db, {
        id,
        learner: 'ada',
        lab: 'one',
        values: {},
        createdAt: at,
        environment: undefined,
        readyInMs: undefined,
        failure: undefined,
      });
      await insertAttemptCohort(db, id, 'c1');
      if (id === 'a1') await recordEnd(db, id, at);
    }
    const key = { cohort: 'c1', learner: 'ada', lab: 'one' };
    expect(await countAttempts(db, key)).toBe(2);
    expect(await countAttempts(db, { ...key, lab: 'two' })).toBe(0);
    expect(await listRunningAttemptCohorts(db)).toEqual([{ attempt: 'a2', cohort: 'c1' }]);
    const desk = new CohortDesk({ db, now: () => at, log: makeLogger('silent') });
    await desk.load();
    expect(() => desk.refuseHints('a2')).toThrow('Class works without hints.');
    expect(() => desk.refuseHints('a1')).not.toThrow();
  });

  test('take what was announced with them when they are deleted', async () => {
    await insertAnnouncement(db, 'c1', { id: 'n1', author: 'Ina', text: 'Hello', recipients: ['ada'], at });
    expect(await listAnnouncements(db, 'c1')).toEqual([
      { id: 'n1', author: 'Ina', text: 'Hello', recipients: ['ada'], at },
    ]);
    await deleteCohort(db, 'c1');
    expect(await findCohort(db, 'c1')).toBeUndefined();
    expect(await listAnnouncements(db, 'c1')).toEqual([]);
    expect(await countAttempts(db, { cohort: 'c1', learner: 'ada', lab: 'one' })).toBe(0);
  });
});
