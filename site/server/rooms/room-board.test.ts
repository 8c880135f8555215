import { expect, test } from 'vitest';
import type { RoomLearner } from '#site/protocol/room.ts';
import { databaseKinds } from '#tests/support/databases.ts';
import { until } from '#tests/server/until.ts';
import { sampleCohort } from '#tests/support/sample-cohort.ts';
import { AttemptBook } from '../attempts/attempt-book.ts';
import { CheckDesk } from '../checks/check-desk.ts';
import { CohortDesk } from '../cohorts/cohort-desk.ts';
import { sampleCatalog } from '../dev/sample-catalog.ts';
import { ScriptedCheckRunner } from '../dev/scripted-check-runner.ts';
import { Outbox } from '../outbox/outbox.ts';
import { makeLogger } from '../logger.ts';
import { insertAccount } from '../state/account-rows.ts';
import { insertMember } from '../state/cohort-member-rows.ts';
import { saveCohort } from '../state/cohort-rows.ts';
import { untouched } from '../state/exercise-progress-rows.ts';
import { RoomBoard } from './room-board.ts';

const seats = 200;
const at = new Date('2026-01-15T10:00:00Z');
const cohort = sampleCohort({ seats, name: 'Big class' });

test('with 200 learners a change is told at once, about the one learner alone, and only when it is news', async () => {
  const [embedded] = databaseKinds();
  await using opened = await embedded!.open();
  const { db } = opened;
  const now = (): Date => at;
  const log = makeLogger('silent');
  const book = new AttemptBook({ db, catalog: sampleCatalog, log, now, mostRunning: 2 });
  const runner = new ScriptedCheckRunner();
  const outbox = new Outbox(db);
  const desk = new CheckDesk({ runner, db, log, now, outbox, cohortOf: () => undefined });
  const cohorts = new CohortDesk({ db, now, log });
  const board = new RoomBoard({ db, log, now, book, desk, cohorts });
  await saveCohort(db, cohort);
  const attempts = [];
  for (let seat = 0; seat < seats; seat += 1) {
    const id = `learner${seat}`;
    await insertAccount(db, {
      id,
      email: `${id}@example.com`,
      name: id,
      role: 'learner',
      passwordHash: undefined,
      createdAt: at,
      disabledAt: undefined,
    });
    await insertMember(db, { cohort: cohort.id, account: id, role: 'learner' }, at);
    const { attempt } = await book.open(id, sampleCatalog.labs[0]!);
    await cohorts.note(attempt.id, { cohort });
    attempts.push(attempt);
  }
  let told: RoomLearner[] = [];
  const leave = board.watch(cohort.id, { learner: (row) => told.push(row), left: () => undefined });
  await until('every seat', () => (new Set(told.map(({ id }) => id)).size === seats ? true : undefined));

  for (let round = 0; round < 5; round += 1) {
    for (const attempt of attempts) {
      told = [];
      const exercise = sampleCatalog.labs[0]!.exercises[round % 3]!.id;
      attempt.setProgress({
        ...untouched(exercise),
        state: round < 3 ? 'inWork' : 'done',
        firstPassedAt: at,
      });
      expect(told.map(({ id }) => id)).toEqual([attempt.row.learner]);
    }
  }
  told = [];
  attempts[0]!.setProgress({ ...attempts[0]!.progressOf('store') });
  expect(told).toEqual([]);
  leave();
  attempts[0]!.setProgress({ ...untouched('store'), state: 'wasDone' });
  expect(told).toEqual([]);
  desk.close();
}, 120_000);
