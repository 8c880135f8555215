import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { madeInvite } from '#site/protocol/accounts.ts';
import { cohortView } from '#site/protocol/cohorts.ts';
import { codeOf, newcomer, Person, read, whoIs } from '#tests/server/people.ts';
import { readEvents, type Events } from '#tests/server/read-events.ts';
import { readyAttempt } from '#tests/server/terminal-client.ts';
import { BenchReport, type Keeping } from '../measure/report.ts';
import { RoomWatch } from './room-watch.ts';

export interface RoomBench extends Keeping {
  readonly learners: number;
  readonly seconds: number;
}

interface Seat {
  readonly id: string;
  readonly person: Person;
  readonly attempt: string;
  readonly page: Events;
}

const startDeadlineMs = 300_000;
const changeDeadlineMs = 120_000;
/** Learners that take their seats at the same time; hashing a password takes the processor whole. */
const atOnce = 4;
/** More than a teacher can serve, and all in one list. */
const mostHands = 30;
const exercise = 'static-sync/store';

/** A class at work over real HTTP: how long until the room page is told what a learner did. */
export async function benchRoom({ learners, seconds, ...keeping }: RoomBench): Promise<void> {
  const report = await BenchReport.begin('room', keeping);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kindlab-bench-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const { child, admin } = await startServer(folder);
  stack.defer(() => end(child));
  const teacher = await newcomer(admin, 'teacher', 'instructor');
  const path_ = await makeCohort(teacher, learners);
  const watch = stack.use(await RoomWatch.open(teacher, `${path_}/room/events`));
  const seats = await takeSeats(teacher, path_, learners);
  for (const { page } of seats) stack.use(page);
  report.note(`${seats.length} learners have their lab page open; one instructor has the room page open.`);

  const all = { ...{ watch, teacher, seats }, windowMs: seconds * 1000 };
  const shared = { subject: 'kindlab', unit: 'ms', better: 'less' } as const;
  report.add({
    ...shared,
    measure: 'from a press on Check to the room page',
    values: await spread(all, pressCheck),
    bar: { of: 'p99', limit: 500 },
  });
  report.add({
    ...shared,
    measure: 'from a change in an environment to the room page',
    values: await spread(all, changeEnvironment),
    bar: { of: 'p99', limit: 1500 },
  });
  report.add({
    ...shared,
    measure: 'from a raised hand to the room page',
    values: await spread({ ...all, seats: seats.slice(0, mostHands) }, raiseHand),
    bar: { of: 'p99', limit: 500 },
  });
  report.note(
    'A change in an environment waits for the world to be quiet for 150 ms before it is looked at, at most for a second.',
  );
  report.note(`Sent to the room page in all: ${(watch.bytes / 1024).toFixed(0)} KiB.`);
  await report.finish();
}

async function startServer(
  folder: string,
): Promise<{ readonly child: ChildProcess; readonly admin: Person }> {
  const child = fork(path.join(import.meta.dirname, 'room-server.ts'), [path.join(folder, 'data')]);
  const [{ url, firstAdminLink }] = (await once(child, 'message', {
    signal: AbortSignal.timeout(startDeadlineMs),
  })) as [{ url: string; firstAdminLink: string }];
  const admin = new Person(url);
  const answer = await admin.join(codeOf(firstAdminLink), 'root');
  if (answer.status !== 201) throw new Error(await answer.text());
  return { child, admin };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}

async function makeCohort(teacher: Person, seats: number): Promise<string> {
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
  const plan = { name: 'Class', timeZone: 'UTC', starts: day(-1), ends: day(1), seats };
  const { id } = await read(cohortView, teacher.call('POST', '/api/cohorts', plan));
  return `/api/cohorts/${id}`;
}

/** Everybody joins by one link, starts the lab and has its page open. */
async function takeSeats(teacher: Person, cohort: string, learners: number): Promise<readonly Seat[]> {
  const names = Array.from({ length: learners }, (_, index) => `learner${index}`);
  const invite = await read(madeInvite, teacher.call('POST', `${cohort}/invites`, { uses: learners }));
  return pLimit(atOnce).map(names, async (name) => {
    const person = new Person(teacher.url);
    const answer = await person.join(invite.code, name);
    if (answer.status !== 201) throw new Error(await answer.text());
    const attempt = await readyAttempt(person);
    const page = await readEvents(person, `/api/attempts/${attempt}/events`);
    return { id: (await whoIs(person))?.id ?? '', person, attempt, page };
  });
}

interface Class {
  readonly watch: RoomWatch;
  readonly teacher: Person;
  readonly seats: readonly Seat[];
  readonly windowMs: number;
}

type Act = (seat: Seat, all: Class) => Promise<number>;

/** Every learner does it once, at even distances over the window; answers how long each took, in milliseconds. */
function spread(all: Class, act: Act): Promise<readonly number[]> {
  const apart = all.windowMs / all.seats.length;
  return Promise.all(
    all.seats.map(async (seat, index) => {
      await delay(index * apart);
      const begun = performance.now();
      return (await act(seat, all)) - begun;
    }),
  );
}

async function changeEnvironment({ id, attempt }: Seat, { watch, teacher }: Class): Promise<number> {
  const came = watch.row(id, ({ states }) => states[exercise] === 'done', changeDeadlineMs);
  await done(teacher.call('POST', '/api/dev/outcome', { kind: 'passed', what: 'values-stored', attempt }));
  return came;
}

async function pressCheck({ id, attempt, person }: Seat, { watch }: Class): Promise<number> {
  const came = watch.row(id, ({ states }) => states[exercise] === 'inWork', changeDeadlineMs);
  await done(person.call('POST', `/api/attempts/${attempt}/exercises/store/check`));
  return came;
}

async function raiseHand({ id, attempt, person }: Seat, { watch }: Class): Promise<number> {
  const came = watch.hand(id, changeDeadlineMs);
  await done(person.call('POST', `/api/attempts/${attempt}/hand`, { text: 'It says denied' }));
  return came;
}

async function done(answer: Promise<Response>): Promise<void> {
  const told = await answer;
  if (!told.ok) throw new Error(`${told.status}: ${await told.text()}`);
  await told.body?.cancel();
}
