import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeWorld } from '#containers/providers/fake/fake-world.ts';
import { classPlan } from '#site/protocol/planning.ts';
import { fakeDeps } from '#site/server/dev/fake-deps.ts';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { ClassRoom } from './class-room.ts';
import { newcomer, read } from './people.ts';
import { sampleQuiz } from './start-test-server.ts';
import { readyAttempt } from './terminal-client.ts';
import { until } from './until.ts';

const minuteMs = 60_000;
const patientMs = 30_000;
const opens = new Date(Date.now() + 60 * minuteMs);
const world = new FakeWorld();
let now = new Date();
let room: ClassRoom;

beforeAll(async () => {
  const deps = {
    ...fakeDeps({ catalog: sampleCatalog, quizzes: [sampleQuiz], bundleMs: 0, environmentMs: 0, world }),
    now: () => now,
    timing: { poolLookMs: 20 },
  };
  const labs = [{ lab: 'static-sync', opens: opens.toISOString() }];
  room = await ClassRoom.open({ deps }, { labs });
});
afterAll(() => room[Symbol.asyncDispose]());

function ready(count: number): Promise<true> {
  const enough = () =>
    world.list().filter(({ state }) => state === 'ready').length === count ? (true as const) : undefined;
  return until(`${count} environments`, enough, patientMs);
}

test('environments wait for a class that is about to begin, and not after it', async () => {
  const people = [await room.learner('ada'), await room.learner('bob'), await room.learner('cyd')];
  expect(world.list()).toEqual([]);
  // Three of a minute each, and five minutes to spare.
  now = new Date(opens.getTime() - 7 * minuteMs);
  await ready(3);
  now = new Date(opens.getTime() + minuteMs);
  const before = new Set(world.list().map(({ plan }) => plan.id));
  const [ada] = people;
  if (ada !== undefined) await readyAttempt(ada);
  await ready(3);
  // Hers was one of those that waited.
  expect(world.list().every(({ plan }) => before.has(plan.id))).toBe(true);
  now = new Date(opens.getTime() + 31 * minuteMs);
  await ready(1);
});

test('the plan of a cohort is for its seats and its next opening, or for what is asked', async () => {
  const { teacher } = room;
  const plan = await read(classPlan, teacher.call('GET', room.path('plan')));
  expect(plan).toMatchObject({ learners: 20, startsAt: opens.toISOString(), source: { environments: 0 } });
  expect(plan.needs.memoryMiB).toBe(20 * (plan.each.memoryMiB ?? 0));
  const other = room.path('plan?learners=100000&start=2026-12-01T09:00');
  expect((await teacher.call('GET', other)).status).toBe(400);
  const many = await read(classPlan, teacher.call('GET', other.replace('100000', '2000')));
  expect(many).toMatchObject({ learners: 2000, startsAt: '2026-12-01T09:00:00.000Z', fits: false });
  expect(many.advice[0]).toMatch(/GiB of memory .*missing/);
  const stranger = await newcomer(room.admin, 'stranger', 'instructor');
  expect((await stranger.call('GET', room.path('plan'))).status).toBe(403);
});

test('environments have a way out of this machine unless the cohort’s rules say otherwise', async () => {
  const { teacher } = room;
  const egressOf = (attempt: string): unknown =>
    world.list().find(({ owner }) => owner.attempt === attempt)?.plan.spec.egress;
  expect(egressOf(await readyAttempt(await room.learner('free')))).toBeUndefined();
  const changed = await teacher.call('POST', `/api/cohorts/${room.cohort}`, { egress: false });
  expect(await changed.json()).toMatchObject({ egress: false });
  expect(egressOf(await readyAttempt(await room.learner('confined')))).toBe('denied');
});
